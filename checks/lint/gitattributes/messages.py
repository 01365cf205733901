"""What can be wrong with the files of a folder and the LFS rules over them.

An error is what the Hub refuses. What it takes, and what goes wrong later, is a warning.
"""

from checks.messages import Message

NO_RULES = Message(
    "ATTR-NONE",
    "The model folder has no .gitattributes, so nothing in it goes through LFS.",
    hint="Copy model_repo_template/.gitattributes into the model folder.",
    severity="warning",
)
LARGE = Message(
    "ATTR-SIZE",
    "{path} is larger than 10 MiB ({size} bytes) and not under LFS: the Hub would refuse it.",
    hint="Add this line to .gitattributes: {rule}",
)
BINARY = Message(
    "ATTR-BINARY",
    "{path} is a binary file and not under LFS: the Hub would refuse it.",
    hint="Add this line to .gitattributes: {rule}",
)
NOT_UTF8 = Message(
    "ATTR-UTF8",
    "{path} is a text, but not in UTF-8: to the Hub it is binary, and refused.",
    hint="In your editor choose “Save with encoding: UTF-8”.",
)
MODEL = Message(
    "ATTR-MODEL",
    "{path} is a model file and not under LFS.",
    hint="Add this line to .gitattributes: {rule}",
    severity="warning",
)
PATH = Message(
    "ATTR-PATH",
    "The Hub cannot serve a file with the name {path}, and refuses it.",
    hint="Rename it: no backslash, no line break, at most {most} characters with its folders, "
    "and no folder called .git.",
)
TEXT_IN_LFS = Message(
    "ATTR-TEXT",
    "{path} is under LFS, so the Hub finds a pointer where it looks for the text.",
    hint="Make the rule narrower: `*.joblib` in place of `*`, for example. Or add this line at "
    "the end: /{path} -filter -diff -merge text",
    severity="warning",
)
SMALL = Message(
    "ATTR-SMALL",
    "{path} is a small text ({size} bytes) under LFS: nobody sees its changes on the Hub.",
    hint="Make the rule narrower, so that it takes the model's files only.",
    severity="warning",
)
BAD_NAME = Message(
    "ATTR-NAME",
    "git does not take the attribute {name}, and ignores the whole line.",
    hint="Write `PATTERN filter=lfs diff=lfs merge=lfs -text`, without spaces around = and "
    "behind -.",
    severity="warning",
)
MACRO = Message(
    "ATTR-MACRO",
    "git takes {name} only in the .gitattributes at the top of the repo, and ignores this line.",
    hint="Move the line there, or write the attributes out here.",
    severity="warning",
)
NO_TEXT = Message(
    "ATTR-EOL",
    "{path} is under LFS without -text: on Windows git may change bytes of it.",
    hint="Write the rule as `git lfs track` does: {pattern} {rule}",
    severity="warning",
)
LINK = Message(
    "ATTR-LINK",
    "{path} is a link or a special file; it is not published.",
    hint="Put the file itself here in its place.",
    severity="warning",
)
NESTED = Message(
    "ATTR-NESTED",
    "{path} is a git repository of its own, so its files are in no commit of yours.",
    hint="In the clone where you made them, move {path}/.git out of this repository and keep it: "
    "it holds their history. Then run `git rm --cached -- {command}` and `git add -- {command}`.",
    severity="warning",
)

# What is staged. `command` has the path quoted for a shell.
_PLAIN_HINT = (
    "Run `git lfs install`, then `git add --renormalize -- {command}`. If a commit has it already, "
    "commit all else first, then `git lfs migrate import --include={command}`: it rewrites commits."
)
PLAIN = Message(
    "ATTR-PLAIN",
    "{path} is staged as it is, not as an LFS pointer, though a rule says LFS; a push of this "
    "repository to the Hub ({sign}) would be refused.",
    hint=_PLAIN_HINT,
)
LATE = Message(
    "ATTR-LATE",
    "{path} is staged as it is, not as an LFS pointer, though a rule says LFS: the rule came "
    "too late, or git-lfs is not set up.",
    hint=_PLAIN_HINT,
    severity="warning",
)
STAGED = Message(
    "ATTR-STAGED",
    "{path} as it is staged ({size} bytes, large or binary) is another than the file here, and "
    "not under LFS: the Hub would refuse it.",
    hint="`git checkout-index --temp -- {command}` keeps a copy of what is staged. Then "
    "`git add -- {command}` stages the file as it is now, or `git rm --cached -- {command}` takes "
    "it out of the commit.",
)
UNSTAGED = Message(
    "ATTR-UNSTAGED",
    "The rule that puts {path} under LFS is not staged ({count} file(s) in all): the commit "
    "would go without it.",
    hint="Run `git add .gitattributes`, then commit both together.",
    severity="warning",
)
# A note: a checkout without LFS, as the workflow's job “lint” has it, is in order as it is.
POINTER = Message(
    "ATTR-POINTER",
    "{path} is a git-lfs pointer; the file it stands for ({size} bytes) is not here.",
    hint="Run `git lfs install` and `git lfs pull`; or put the file here again and "
    "`git add -- {command}`.",
    severity="note",
)
NO_INDEX = Message(
    "ATTR-INDEX",
    "What is staged in {path} cannot be read: {reason}.",
    hint="Run `git status` in that folder, and do what it says.",
    severity="warning",
)

# Patterns that match nothing, though a small change would make them match.
_MEANT = "Write {meant}, which matches {count} file(s)."
CASE = Message(
    "ATTR-CASE",
    "{pattern} matches no file: git tells capital letters from small ones.",
    hint=_MEANT,
    severity="warning",
)
DIRECTORY = Message(
    "ATTR-DIR",
    "{pattern} matches no file: a pattern starts from the folder of its .gitattributes, and "
    "means files, not folders.",
    hint=_MEANT,
    severity="warning",
)
QUOTES = Message(
    "ATTR-QUOTES",
    "{pattern} matches no file: git takes these quotes as part of the name.",
    hint=_MEANT,
    severity="warning",
)
SPACE = Message(
    "ATTR-SPACE",
    "{pattern} matches no file: git ends a pattern at its first space.",
    hint=_MEANT,
    severity="warning",
)
