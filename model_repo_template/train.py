"""Train a small text classifier and save it as model.joblib, beside this file.

    python model_repo/train.py

It needs scikit-learn and a few seconds, and no internet. Change the examples, or replace the
whole file by something of your own: any library will do.
"""

import sys
from pathlib import Path

try:
    import joblib
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
except ModuleNotFoundError as error:
    sys.exit(f'{error.name} is not installed. Type: pip install -e ".[train]"')

EXAMPLES = {
    "praise": [
        "I learned more in this course than in any other.",
        "The lab was fun and the explanations were clear.",
        "Great pace, great examples, great teacher.",
        "Everything worked the first time, thank you.",
        "I would take this class again at once.",
        "The feedback on my work was kind and helpful.",
        "A wonderful introduction to machine learning.",
        "I loved that we could publish our own model.",
    ],
    "complaint": [
        "The room was too hot and the slides were too small.",
        "I could not follow the second half at all.",
        "Too much homework in too little time.",
        "The instructions were confusing and out of date.",
        "My laptop crashed and nobody could help.",
        "Half of the lecture was hard to hear.",
        "I waited an hour for the installation to finish.",
        "The exam had nothing to do with the lectures.",
    ],
}


def main() -> None:
    texts = [text for sentences in EXAMPLES.values() for text in sentences]
    labels = [label for label, sentences in EXAMPLES.items() for _ in sentences]
    model = make_pipeline(
        TfidfVectorizer(ngram_range=(1, 2)),
        LogisticRegression(C=10.0, random_state=0),
    )
    model.fit(texts, labels)
    # scikit-learn notes an address in memory here. Without it every run saves the same bytes,
    # so git and the Hub see a change only where there is one.
    del model[0]._stop_words_id
    path = Path(__file__).resolve().parent / "model.joblib"
    joblib.dump(model, path)
    print(f"Saved {path.name} ({path.stat().st_size:,} bytes).")
    sentence = "The labs were clear and I learned a lot."
    print(f"{sentence!r} is {model.predict([sentence])[0]}.")


if __name__ == "__main__":
    main()
