"""What challenge 4 can say."""

from checks.messages import Message

NO_REPO = Message(
    "C4-REPO",
    "The Hub has no public model repo {repo}.",
    hint="Run `tour publish`, or push and look at the job “publish”. If the repo is there, "
    "open its Settings and make it public.",
)
NO_REVISION = Message(
    "C4-REVISION",
    "{repo} does not have the commit that was to be graded.",
    hint="Publish again: push a commit, or run the workflow again.",
)
CLOSED = Message(
    "C4-CLOSED",
    "{repo} is gated or disabled, so not everybody can see it.",
    hint="Open its Settings on the Hub and switch off “gated access”.",
)
BAD_ID = Message(
    "C4-ID",
    "{repo} is not a repo id.",
    hint="Write it as USERNAME/NAME, without https:// and without spaces.",
)
NOT_YOURS = Message(
    "C4-OWNER",
    "{repo} belongs to {owner}, but your user name is {username}.",
    hint="Give a repo of your own, and write both names as they stand on the Hub.",
)
NO_FILES = Message(
    "C4-FOLDER",
    "There are no files in the folder {folder}.",
    hint="Run `tour start` to make it, then follow challenge 4 in docs/lab.md.",
)
NOT_LIVE = Message(
    "C4-MISSING",
    "{path} is in your folder, but not on the Hub.",
    hint="Publish again, so that the Hub has what you have here.",
)
DIFFERS = Message(
    "C4-DIFFERS",
    "{path} on the Hub is not the one in your folder.",
    hint="Publish again. If you changed it on the Hub's website, copy that change here first.",
)
NO_ARTIFACT = Message(
    "C4-ARTIFACT",
    "The repo does not hold what {library} needs to load a model.",
    hint="Run `python model_repo/train.py`, or save a model of your own at the top of "
    "model_repo/: a .joblib for scikit-learn, config.json and weights for transformers.",
)
MISPLACED = Message(
    "C4-PLACE",
    "{path} lies where {library} does not look for it.",
    hint="Move it to the top of model_repo/, beside README.md, and publish again.",
)
EMPTY = Message(
    "C4-EMPTY",
    "{path} is empty.",
    hint="Save the model again (`python model_repo/train.py`), look at the file's size, and "
    "publish again.",
)
POINTER = Message(
    "C4-POINTER",
    "{path} on the Hub is a git-lfs pointer, a few lines of text, and not the model itself.",
    hint="Run `git lfs install` and `git lfs pull` here, then publish again.",
)
PAGE = Message(
    "C4-PAGE",
    "{path} is a web page, not a model.",
    hint="A download saved the page around the file. Save the file itself, and publish again.",
)
SUSPICIOUS = Message(
    "C4-PICKLE",
    "{path} is a pickle that would run {names} when it is loaded.",
    hint="Nobody has loaded it. A model has no need of this: a person should look before "
    "anybody does.",
    severity="review",
)
PLAIN = Message(
    "C4-PLAIN",
    "{path} is stored as plain git, not through LFS.",
    hint="Add this line to model_repo/.gitattributes, then publish again: {rule}",
)
NO_LICENSE = Message(
    "C4-LICENSE",
    "The card on the Hub names no licence.",
    hint="Add `license: mit` (or another one) to the front matter of model_repo/README.md, "
    "and publish again.",
)
NO_LIBRARY = Message(
    "C4-LIBRARY",
    "The card on the Hub names no library.",
    hint="Add `library_name: sklearn` (or the one you used) to the front matter, and publish "
    "again.",
)
NO_TEXT = Message(
    "C4-TEXT",
    "The card's text is still the template's, or says next to nothing.",
    hint="Under each heading of model_repo/README.md write a sentence or two in place of the "
    "lines that begin with ✎, and publish again.",
)
