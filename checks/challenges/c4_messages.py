"""What challenge 4 can say."""

from checks.messages import Message

NO_REPO = Message(
    "C4-REPO",
    en="The Hub has no public model repo {repo}.",
    ko="Hub에 {repo}이라는 공개 모델 저장소가 없습니다.",
    hint_en="Run `tour publish`, or push and look at the job “publish”. If the repo is there, "
    "open its Settings and make it public.",
    hint_ko="`tour publish`를 실행하거나 push 한 뒤 “publish” 작업을 확인하세요. 저장소가 이미 "
    "있다면 Settings에서 공개(public)로 바꾸세요.",
)
NO_REVISION = Message(
    "C4-REVISION",
    en="{repo} does not have the commit that was to be graded.",
    ko="{repo}에 채점할 커밋이 없습니다.",
    hint_en="Publish again: push a commit, or run the workflow again.",
    hint_ko="다시 publish 하세요: 커밋을 push 하거나 워크플로를 다시 실행하세요.",
)
CLOSED = Message(
    "C4-CLOSED",
    en="{repo} is gated or disabled, so not everybody can see it.",
    ko="{repo}은(는) 접근이 제한되었거나 비활성화되어 누구나 볼 수 있는 상태가 아닙니다.",
    hint_en="Open its Settings on the Hub and switch off “gated access”.",
    hint_ko="Hub의 Settings에서 “gated access”를 끄세요.",
)
BAD_ID = Message(
    "C4-ID",
    en="{repo} is not a repo id.",
    ko="{repo}은(는) 저장소 id가 아닙니다.",
    hint_en="Write it as USERNAME/NAME, without https:// and without spaces.",
    hint_ko="https://나 공백 없이 USERNAME/NAME으로 쓰세요.",
)
NOT_YOURS = Message(
    "C4-OWNER",
    en="{repo} belongs to {owner}, but your user name is {username}.",
    ko="{repo}은(는) {owner}의 저장소인데, 사용자 이름은 {username}입니다.",
    hint_en="Give a repo of your own, and write both names as they stand on the Hub.",
    hint_ko="자신의 저장소를 쓰고, 두 이름 모두 Hub에 적힌 그대로 쓰세요.",
)
NO_FILES = Message(
    "C4-FOLDER",
    en="There are no files in the folder {folder}.",
    ko="{folder} 폴더에 파일이 없습니다.",
    hint_en="Run `tour start` to make it, then follow challenge 4 in docs/lab.md.",
    hint_ko="`tour start`로 폴더를 만든 뒤 docs/ko/lab.md의 챌린지 4를 따라 하세요.",
)
NOT_LIVE = Message(
    "C4-MISSING",
    en="{path} is in your folder, but not on the Hub.",
    ko="{path} 파일이 폴더에는 있지만 Hub에는 없습니다.",
    hint_en="Publish again, so that the Hub has what you have here.",
    hint_ko="다시 publish 해서 Hub의 내용을 폴더와 같게 하세요.",
)
DIFFERS = Message(
    "C4-DIFFERS",
    en="{path} on the Hub is not the one in your folder.",
    ko="Hub의 {path} 파일이 폴더의 것과 다릅니다.",
    hint_en="Publish again. If you changed it on the Hub's website, copy that change here first.",
    hint_ko="다시 publish 하세요. Hub 웹사이트에서 고쳤다면 먼저 그 내용을 여기로 옮기세요.",
)
NO_ARTIFACT = Message(
    "C4-ARTIFACT",
    en="The repo does not hold what {library} needs to load a model.",
    ko="{library}(으)로 모델을 불러오는 데 필요한 파일이 저장소에 없습니다.",
    hint_en="Run `python model_repo/train.py`, or save a model of your own at the top of "
    "model_repo/: a .joblib for scikit-learn, config.json and weights for transformers.",
    hint_ko="`python model_repo/train.py`를 실행하거나 자신의 모델을 model_repo/ 바로 아래에 "
    "저장하세요: scikit-learn은 .joblib, transformers는 config.json과 가중치 파일입니다.",
)
MISPLACED = Message(
    "C4-PLACE",
    en="{path} lies where {library} does not look for it.",
    ko="{path}은(는) {library}이(가) 찾지 않는 위치에 있습니다.",
    hint_en="Move it to the top of model_repo/, beside README.md, and publish again.",
    hint_ko="README.md와 같은 model_repo/ 바로 아래로 옮기고 다시 publish 하세요.",
)
EMPTY = Message(
    "C4-EMPTY",
    en="{path} is empty.",
    ko="{path} 파일이 비어 있습니다.",
    hint_en="Save the model again (`python model_repo/train.py`), look at the file's size, and "
    "publish again.",
    hint_ko="모델을 다시 저장하고(`python model_repo/train.py`) 파일 크기를 확인한 뒤 다시 publish "
    "하세요.",
)
POINTER = Message(
    "C4-POINTER",
    en="{path} on the Hub is a git-lfs pointer, a few lines of text, and not the model itself.",
    ko="Hub의 {path}은(는) 모델이 아니라 몇 줄짜리 git-lfs 포인터입니다.",
    hint_en="Run `git lfs install` and `git lfs pull` here, then publish again.",
    hint_ko="여기서 `git lfs install`과 `git lfs pull`을 실행한 뒤 다시 publish 하세요.",
)
PAGE = Message(
    "C4-PAGE",
    en="{path} is a web page, not a model.",
    ko="{path}은(는) 모델이 아니라 웹 페이지입니다.",
    hint_en="A download saved the page around the file. Save the file itself, and publish again.",
    hint_ko="파일이 아니라 웹 페이지가 저장되었습니다. 파일 자체를 저장하고 다시 publish 하세요.",
)
SUSPICIOUS = Message(
    "C4-PICKLE",
    en="{path} is a pickle that would run {names} when it is loaded.",
    ko="{path}은(는) 불러올 때 {names}을(를) 실행하는 pickle입니다.",
    hint_en="Nobody has loaded it. A model has no need of this: a person should look before "
    "anybody does.",
    hint_ko="아직 아무도 불러오지 않았습니다. 모델에는 필요 없는 것이므로 불러오기 전에 사람이 "
    "확인해야 합니다.",
    severity="review",
)
PLAIN = Message(
    "C4-PLAIN",
    en="{path} is stored as plain git, not through LFS.",
    ko="{path} 파일이 LFS가 아니라 일반 git으로 저장되었습니다.",
    hint_en="Add this line to model_repo/.gitattributes, then publish again: {rule}",
    hint_ko="model_repo/.gitattributes에 다음 줄을 추가한 뒤 다시 publish 하세요: {rule}",
)
NO_LICENSE = Message(
    "C4-LICENSE",
    en="The card on the Hub names no licence.",
    ko="Hub의 모델 카드에 라이선스가 없습니다.",
    hint_en="Add `license: mit` (or another one) to the front matter of model_repo/README.md, "
    "and publish again.",
    hint_ko="model_repo/README.md의 프론트 매터에 `license: mit`(또는 다른 라이선스)를 쓰고 다시 "
    "publish 하세요.",
)
NO_LIBRARY = Message(
    "C4-LIBRARY",
    en="The card on the Hub names no library.",
    ko="Hub의 모델 카드에 라이브러리가 없습니다.",
    hint_en="Add `library_name: sklearn` (or the one you used) to the front matter, and publish "
    "again.",
    hint_ko="프론트 매터에 `library_name: sklearn`(또는 사용한 라이브러리)을 쓰고 다시 publish "
    "하세요.",
)
NO_TEXT = Message(
    "C4-TEXT",
    en="The card's text is still the template's, or says next to nothing.",
    ko="카드의 글이 템플릿 그대로이거나 거의 비어 있습니다.",
    hint_en="Under each heading of model_repo/README.md write a sentence or two in place of the "
    "lines that begin with ✎, and publish again.",
    hint_ko="model_repo/README.md의 각 제목 아래 ✎로 시작하는 줄을 지우고 한두 문장씩 쓴 뒤 다시 "
    "publish 하세요.",
)
