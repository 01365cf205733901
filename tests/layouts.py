"""What libraries save: the files of a repo, by library and by how its own function names them.

Beside them every repo has a card and rules. A pattern's files are told by spaces; what is text is
never stored through LFS.
"""

from __future__ import annotations

from typing import NamedTuple


class Layout(NamedTuple):
    """A library as the card names it (None: it names none), and the paths of a repo."""

    library: str | None
    paths: tuple[str, ...]


def _layouts(table: str) -> list[Layout]:
    rows = [line.split() for line in table.strip().splitlines()]
    return [Layout(None if row[0] == "-" else row[0], tuple(row[1:])) for row in rows]


TOKENIZER = "tokenizer.json tokenizer_config.json special_tokens_map.json vocab.txt"
WITH_MODEL = _layouts(
    f"""
sklearn model.joblib train.py
sklearn sklearn_model.joblib config.json
sklearn models/model.joblib
sklearn model.pkl requirements.txt
sklearn finalized_model.sav
sklearn model.pickle
sklearn model.joblib.gz
sklearn model.pkl.bz2
sklearn pipeline.skops README.ko.md
sklearn clf.dill
sklearn model.onnx
sklearn preprocess.joblib model.keras
sklearn xgb_model.json
sklearn model.pmml
scikit-learn model.joblib
joblib model.joblib
skops model.skops
xgboost model.ubj
xgboost model.json
xgboost booster.json config.json
XGBoost xgb.ubj train.ipynb
lightgbm model.txt
lightgbm lgb_booster.txt requirements.txt
catboost model.cbm
catboost catboost_model.json
transformers config.json model.safetensors generation_config.json {TOKENIZER}
transformers config.json pytorch_model.bin {TOKENIZER}
transformers config.json model-00001-of-00002.safetensors model-00002-of-00002.safetensors \
 model.safetensors.index.json {TOKENIZER}
transformers config.json pytorch_model-00001-of-00002.bin pytorch_model-00002-of-00002.bin \
 pytorch_model.bin.index.json
transformers config.json tf_model.h5
transformers config.json flax_model.msgpack
transformers config.json rust_model.ot
transformers adapter_config.json adapter_model.safetensors
transformers config.json consolidated.safetensors params.json tekken.json
transformers config.json model.safetensors training_args.bin
transformers model/config.json model/model.safetensors
transformers checkpoint-500/config.json checkpoint-500/model.safetensors \
 checkpoint-500/optimizer.pt
transformers config.json onnx/model.onnx onnx/model.onnx_data
transformers model-Q4_K_M.gguf
transformers config.json spiece.model model.safetensors
transformers.js config.json tokenizer.json onnx/model.onnx onnx/model_quantized.onnx
peft adapter_config.json adapter_model.safetensors
peft adapter_config.json adapter_model.bin
adapter-transformers adapter_config.json pytorch_adapter.bin head_config.json
diffusers pytorch_lora_weights.safetensors
diffusers model_index.json unet/config.json unet/diffusion_pytorch_model.safetensors \
 vae/config.json vae/diffusion_pytorch_model.safetensors scheduler/scheduler_config.json
diffusers learned_embeds.safetensors
sentence-transformers modules.json config_sentence_transformers.json 1_Pooling/config.json \
 config.json model.safetensors
sentence-transformers modules.json 0_Transformer/pytorch_model.bin
setfit config_setfit.json model_head.pkl model.safetensors
span-marker config.json model.safetensors
model2vec config.json model.safetensors modules.json
bertopic topics.json config.json topic_embeddings.safetensors ctfidf.safetensors
keras model.keras
keras config.json model.weights.h5 metadata.json
keras saved_model.pb variables/variables.index variables/variables.data-00000-of-00001
keras model.joblib
tf-keras saved_model.pb keras_metadata.pb variables/variables.data-00000-of-00001
tf-keras model.h5
tensorflow export/saved_model.pb export/variables/variables.data-00000-of-00001
tensorflow checkpoint ckpt-1.index ckpt-1.data-00000-of-00001
tensorflow.js model.json group1-shard1of1.bin
tflite model.tflite labels.txt
pytorch model.pt model.py
pytorch weights/best.pth
pytorch model.pt2
pytorch lightning_logs/version_0/checkpoints/epoch=9.ckpt
timm config.json model.safetensors
open_clip open_clip_config.json open_clip_pytorch_model.bin
ultralytics best.pt args.yaml
fastai model.pkl pyproject.toml
spacy en_tiny-0.1.0-py3-none-any.whl
spacy meta.json config.cfg ner/model ner/moves vocab/strings.json vocab/key2row tokenizer
spacy meta.json config.cfg textcat/model textcat/cfg vocab/vectors
spacy training/model-best/meta.json training/model-best/textcat/model
edsnlp config.cfg ner/parameters.safetensors
stanza models/default.zip
flair pytorch_model.bin training.log loss.tsv
fasttext model.bin
fasttext model.ftz
fasttext vectors.vec
gensim word2vec.model word2vec.model.wv.vectors.npy
gensim glove.txt
sentencepiece tokenizer.model
espnet exp/asr_train/valid.acc.ave.pth exp/asr_train/config.yaml meta.yaml
nemo model.nemo
speechbrain hyperparams.yaml embedding_model.ckpt label_encoder.txt
speechbrain hyperparams.yaml
pyannote-audio config.yaml pytorch_model.bin
asteroid pytorch_model.bin
kaldi final.mdl HCLG.fst words.txt
ctranslate2 model.bin config.json shared_vocabulary.txt
llama-cpp-python model.gguf
llama.cpp model-00001-of-00002.gguf model-00002-of-00002.gguf
mlx config.json weights.npz
mlx config.json model.safetensors
mlc-llm mlc-chat-config.json params_shard_0.bin ndarray-cache.json
coreml Model.mlpackage/Manifest.json \
 Model.mlpackage/Data/com.apple.CoreML/model.mlmodel \
 Model.mlpackage/Data/com.apple.CoreML/weights/weight.bin
coreml model.mlmodel
whisperkit AudioEncoder.mlmodelc/model.mil AudioEncoder.mlmodelc/weights/weight.bin
onnx model.onnx
openvino openvino_model.xml openvino_model.bin
PaddleOCR inference.pdiparams inference.yml
paddlenlp model_config.json model_state.pdparams
mindspore model.ckpt
stable-baselines3 ppo-CartPole-v1.zip config.json results.json replay.mp4
stable-baselines3 policy.zip _stable_baselines3_version
sample-factory cfg.json checkpoint_p0/checkpoint_000000100_1024.pth
ml-agents Huggy.onnx configuration.yaml
unity-sentis model.sentis
h2o GBM_model_python_1.zip
h2o DRF_model_python_1700000000000_1
R model.rds model.R
Flux model.jld2
Flux model.bson train.jl
burn model.mpk
tch model.ot
jax params.msgpack
flax checkpoint_100
big_vision weights.npz
bm25s params.index.json data.csc.index.npy vocab.index.json
kernels build/torch-universal/activation/_ops.py
weka j48.model
matlab net.mat
prophet serialized_model.json
rasa 20260901-model.tar.gz
pomegranate hmm_model.json
my-own-library trained.thing
markovify chain.json corpus.txt
chatterbot database.sqlite3
ollama Modelfile
tokenizers bpe-tokenizer.bin
my-own-library model.xml
- model.joblib
- anything.at_all
- weights
- model.7z.001 model.7z.002
grok ckpt/tensor00000_000 ckpt/tensor00001_000
""".replace(" \\\n", " ")
)
"""Repos that hold a model."""

WITHOUT_MODEL = _layouts(f"""
sklearn
sklearn train.py requirements.txt
sklearn train.ipynb LICENSE
sklearn data.csv train.py
sklearn data/train.parquet data/test.jsonl
sklearn metrics.json config.json
sklearn notes.txt model_card.md
sklearn confusion_matrix.png report.pdf
sklearn runs/events.out.tfevents.1700000000.host.42.0
sklearn .gitignore .keep model/.gitkeep
sklearn __pycache__/train.cpython-311.pyc
xgboost config.json metrics.json
xgboost notes.txt model.py
lightgbm requirements.txt
lightgbm metrics.json model_params.txt
transformers config.json {TOKENIZER}
transformers config.json model.safetensors.index.json
transformers config.json training_args.bin optimizer.pt scheduler.pt rng_state.pth
transformers config.json spiece.model
transformers modeling_mine.py configuration_mine.py
peft adapter_config.json
keras config.json model.py
keras architecture.json
diffusers model_index.json scheduler/scheduler_config.json
spacy meta.json config.cfg
spacy project.yml corpus/train.jsonl
my-own-library main.rs Cargo.toml Cargo.lock
my-own-library results.json requirements.txt
my-own-library train.json dev.json package-lock.json
my-own-library chain.txt
sklearn chain.json
- chain.json
my-own-library model_config.json
- train.py requirements.txt
- Dockerfile Makefile LICENSE
- sample.wav demo.mp4 logo.svg
""")
"""Repos of which a card, code, texts, tables, pictures and what a training leaves are all."""
