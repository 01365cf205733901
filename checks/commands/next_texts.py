"""What `tour next` says: for each state, where the student is, and what to do now."""

from __future__ import annotations

from checks.messages import Phrase

NO_FOLDER = (
    Phrase("next not started", "You have not started yet: there is no folder model_repo/."),
    Phrase("next start", "Type: tour start --username YOUR-NAME   (your name on {endpoint})"),
)
NO_NAME = (
    Phrase("next no name", "answers.yaml does not say yet who you are on the Hub (username)."),
    NO_FOLDER[1],
)
ERRORS = (
    Phrase("next errors", "{count} error(s) in your files. The first: {place}"),
    Phrase("next fix", "Type: tour lint   (`tour lint --fix` fixes what is certain)"),
)
BLANK = (
    Phrase("next blank", "Challenge {number} has blank answers: {names}."),
    Phrase("next answer", "Look on {endpoint}, write into answers.yaml. How: {page}"),
)
NO_MODEL = (
    Phrase("next no model", "There is no model in model_repo/ yet (challenge 4)."),
    Phrase("next train", "Type: python model_repo/train.py   (or save your own model there)"),
)
TO_INSTALL = Phrase("next install", "Type: {command}   then: python model_repo/train.py")
BAD_MODEL = (
    Phrase("next bad model", "The model in model_repo/ is not as it should be: {code}."),
    Phrase("next lint", "Type: tour lint   (it says what to do)"),
)
CARD = (
    Phrase("next card", "Your model's card is not complete yet: {count} thing(s) to write."),
    Phrase("next write card", "Edit model_repo/README.md (`tour lint card` says what is missing)"),
)
REHEARSE = (
    Phrase("next ready", "Your files are complete, and you have not rehearsed with them yet."),
    Phrase("next rehearse", "Type: tour rehearse --open   (your score and page, without account)"),
)
REHEARSED = (
    Phrase("next rehearsed", "Rehearsed: {points} of {total} points. Not passed: {checks}."),
    Phrase("next again", "Fix {first} (`tour explain {first}`), then type: tour rehearse"),
)
COMMIT = (
    Phrase("next not committed", "{count} file(s) are not committed: {names}."),
    Phrase("next commit", 'Type: git add .   then: git commit -m "My answers"   then: git push'),
)
PUSH = (
    Phrase("next not pushed", "Your last commit is on this machine only."),
    Phrase("next push", "Type: git push   (GitHub then publishes and grades)"),
)
PUSHED = (
    Phrase("next pushed", "You have pushed: GitHub publishes and grades."),
    Phrase("next read", "Read your score: {actions}   Or type: tour grade"),
)
SIGN_IN = (
    Phrase("next not signed in", "You are not signed in to {endpoint} in this terminal."),
    Phrase("next sign in", "Type: hf auth login   (a token of the type Write)"),
)
SIGN_IN_CLASS = (
    SIGN_IN[0],
    Phrase(
        "next sign in class",
        'Type: export HF_TOKEN=YOUR-TOKEN   (PowerShell: $env:HF_TOKEN = "YOUR-TOKEN")',
    ),
)
REFUSED = (
    Phrase("next refused", "{endpoint} does not know your token."),
    Phrase("next token", "Type: tour publish   (it says which token you need, and where from)"),
)
PUBLISH = (
    Phrase("next publish ready", "Your files are complete, and not on {endpoint} yet."),
    Phrase("next publish", "Type: tour publish   then: tour grade"),
)
GRADE = (
    Phrase("next published", "Published: {page}"),
    Phrase("next grade", "Type: tour grade"),
)
FAILED = (
    Phrase("next failed", "Graded: {points} of {total} points. Not passed: {checks}."),
    Phrase(
        "next fix published", "Fix {first} (`tour explain {first}`), then: tour publish, tour grade"
    ),
)
FAILED_GITHUB = (
    FAILED[0],
    Phrase(
        "next fix pushed",
        "Fix {first} (`tour explain {first}`), then: git add ., git commit, git push",
    ),
)
OPEN = (
    Phrase("next open", "Graded: {points} of {total} points, {open} more are still open."),
    Phrase("next later", "Type: tour grade   (later, once more; it says what is open)"),
)
DONE = (
    Phrase("next done", "All done: {points} of {total} points."),
    Phrase("next nothing", "Nothing is left to do. Your model: {page}"),
)
