"""What can be wrong with the files of a folder and the LFS rules over them.

An error is what the Hub refuses. What it takes, and what goes wrong later, is a warning.
"""

from checks.messages import Message

NO_RULES = Message(
    "ATTR-NONE",
    en="The model folder has no .gitattributes, so nothing in it goes through LFS.",
    ko="모델 폴더에 .gitattributes가 없어 LFS로 저장되는 파일이 없습니다.",
    hint_en="Copy model_repo_template/.gitattributes into the model folder.",
    hint_ko="model_repo_template/.gitattributes를 모델 폴더로 복사하세요.",
    severity="warning",
)
LARGE = Message(
    "ATTR-SIZE",
    en="{path} is larger than 10 MiB ({size} bytes) and not under LFS: the Hub would refuse it.",
    ko="{path}은(는) 10 MiB보다 큰데({size}바이트) LFS 규칙이 없어 Hub가 거부합니다.",
    hint_en="Add this line to .gitattributes: {rule}",
    hint_ko=".gitattributes에 다음 줄을 추가하세요: {rule}",
)
BINARY = Message(
    "ATTR-BINARY",
    en="{path} is a binary file and not under LFS: the Hub would refuse it.",
    ko="{path}은(는) 바이너리 파일인데 LFS 규칙이 없어 Hub가 거부합니다.",
    hint_en="Add this line to .gitattributes: {rule}",
    hint_ko=".gitattributes에 다음 줄을 추가하세요: {rule}",
)
NOT_UTF8 = Message(
    "ATTR-UTF8",
    en="{path} is a text, but not in UTF-8: to the Hub it is binary, and refused.",
    ko="{path}은(는) 텍스트이지만 UTF-8이 아니어서 Hub가 바이너리로 보고 거부합니다.",
    hint_en="In your editor choose “Save with encoding: UTF-8”.",
    hint_ko="편집기에서 “UTF-8 인코딩으로 저장”을 선택하세요.",
)
MODEL = Message(
    "ATTR-MODEL",
    en="{path} is a model file and not under LFS.",
    ko="{path}은(는) 모델 파일인데 LFS 규칙이 없습니다.",
    hint_en="Add this line to .gitattributes: {rule}",
    hint_ko=".gitattributes에 다음 줄을 추가하세요: {rule}",
    severity="warning",
)
PATH = Message(
    "ATTR-PATH",
    en="The Hub cannot serve a file with the name {path}, and refuses it.",
    ko="Hub는 {path}(이)라는 이름의 파일을 받지 않습니다.",
    hint_en="Rename it: no backslash, no line break, at most {most} characters with its folders, "
    "and no folder called .git.",
    hint_ko="이름을 바꾸세요. 역슬래시와 줄바꿈은 쓸 수 없고, 폴더까지 합쳐 {most}자를 넘지 않아야 "
    "하며, .git이라는 폴더도 안 됩니다.",
)
TEXT_IN_LFS = Message(
    "ATTR-TEXT",
    en="{path} is under LFS, so the Hub finds a pointer where it looks for the text.",
    ko="{path}에 LFS 규칙이 걸려 있어 Hub는 글 대신 포인터만 보게 됩니다.",
    hint_en="Make the rule narrower: `*.joblib` in place of `*`, for example. Or add this line at "
    "the end: /{path} -filter -diff -merge text",
    hint_ko="규칙의 범위를 좁히세요. 예를 들어 `*` 대신 `*.joblib`을 쓰세요. 또는 맨 끝에 이 줄을 "
    "추가하세요: /{path} -filter -diff -merge text",
    severity="warning",
)
SMALL = Message(
    "ATTR-SMALL",
    en="{path} is a small text ({size} bytes) under LFS: nobody sees its changes on the Hub.",
    ko="{path}은(는) 작은 텍스트 파일({size}바이트)인데 LFS에 들어가므로 Hub에서 바뀐 내용을 "
    "볼 수 없습니다.",
    hint_en="Make the rule narrower, so that it takes the model's files only.",
    hint_ko="규칙이 모델 파일에만 걸리도록 범위를 좁히세요.",
    severity="warning",
)
BAD_NAME = Message(
    "ATTR-NAME",
    en="git does not take the attribute {name}, and ignores the whole line.",
    ko="git이 {name} 속성을 받아들이지 못해 이 줄 전체를 무시합니다.",
    hint_en="Write `PATTERN filter=lfs diff=lfs merge=lfs -text`, without spaces around = and "
    "behind -.",
    hint_ko="= 앞뒤와 - 뒤에 공백 없이 `PATTERN filter=lfs diff=lfs merge=lfs -text`로 쓰세요.",
    severity="warning",
)
MACRO = Message(
    "ATTR-MACRO",
    en="git takes {name} only in the .gitattributes at the top of the repo, and ignores this line.",
    ko="git은 저장소 맨 위의 .gitattributes에서만 {name}을(를) 받아들이므로 이 줄을 무시합니다.",
    hint_en="Move the line there, or write the attributes out here.",
    hint_ko="이 줄을 그 파일로 옮기거나 여기에 속성을 풀어 쓰세요.",
    severity="warning",
)
NO_TEXT = Message(
    "ATTR-EOL",
    en="{path} is under LFS without -text: on Windows git may change bytes of it.",
    ko="{path}에 LFS 규칙은 있지만 -text가 없어 Windows에서 git이 내용을 바꿀 수 있습니다.",
    hint_en="Write the rule as `git lfs track` does: {pattern} {rule}",
    hint_ko="`git lfs track`이 쓰는 대로 쓰세요: {pattern} {rule}",
    severity="warning",
)
LINK = Message(
    "ATTR-LINK",
    en="{path} is a link or a special file; it is not published.",
    ko="{path}은(는) 링크이거나 특수 파일이라서 게시되지 않습니다.",
    hint_en="Put the file itself here in its place.",
    hint_ko="그 자리에 실제 파일을 두세요.",
    severity="warning",
)
NESTED = Message(
    "ATTR-NESTED",
    en="{path} is a git repository of its own, so its files are in no commit of yours.",
    ko="{path}은(는) 별도의 git 저장소라서 그 안의 파일은 커밋에 들어가지 않습니다.",
    hint_en="Copy the files you need next to it and delete the folder; or delete {path}/.git, then "
    "`git rm --cached {path}` and `git add {path}`.",
    hint_ko="필요한 파일만 밖으로 복사하고 폴더를 지우세요. 또는 {path}/.git을 지운 뒤 "
    "`git rm --cached {path}`와 `git add {path}`를 실행하세요.",
    severity="warning",
)

# What is staged. `command` has the path quoted for a shell.
_PLAIN_HINT_EN = (
    "Run `git lfs install`, then `git add --renormalize -- {command}`. If a commit has it already: "
    "`git lfs migrate import --include={command}`."
)
_PLAIN_HINT_KO = (
    "`git lfs install`을 실행한 뒤 `git add --renormalize -- {command}`를 실행하세요. 이미 "
    "커밋했다면 `git lfs migrate import --include={command}`를 쓰세요."
)
PLAIN = Message(
    "ATTR-PLAIN",
    en="{path} is staged as it is, not as an LFS pointer, though a rule says LFS; a push of this "
    "repository to the Hub ({sign}) would be refused.",
    ko="{path}에 LFS 규칙이 있는데도 포인터가 아닌 내용 그대로 스테이징되어 있어, 이 저장소를 "
    "Hub({sign})로 push하면 거부됩니다.",
    hint_en=_PLAIN_HINT_EN,
    hint_ko=_PLAIN_HINT_KO,
)
LATE = Message(
    "ATTR-LATE",
    en="{path} is staged as it is, not as an LFS pointer, though a rule says LFS: the rule came "
    "too late, or git-lfs is not set up.",
    ko="{path}에 LFS 규칙이 있는데도 포인터가 아닌 내용 그대로 스테이징되어 있습니다. 규칙이 "
    "늦게 추가되었거나 git-lfs가 설정되지 않았습니다.",
    hint_en=_PLAIN_HINT_EN,
    hint_ko=_PLAIN_HINT_KO,
    severity="warning",
)
STAGED = Message(
    "ATTR-STAGED",
    en="{path} as it is staged ({size} bytes, large or binary) is another than the file here, and "
    "not under LFS: the Hub would refuse it.",
    ko="스테이징된 {path}({size}바이트, 크거나 바이너리)은(는) 폴더의 파일과 다르고 LFS 규칙도 "
    "없어 Hub가 거부합니다.",
    hint_en="`git add -- {command}` stages the file as it is now; `git rm --cached -- {command}` "
    "takes it out of the commit.",
    hint_ko="`git add -- {command}`는 지금 파일을 스테이징하고, `git rm --cached -- {command}`는 "
    "커밋에서 뺍니다.",
)
UNSTAGED = Message(
    "ATTR-UNSTAGED",
    en="The rule that puts {path} under LFS is not staged ({count} file(s) in all): the commit "
    "would go without it.",
    ko="{path}을(를) LFS로 보내는 규칙이 스테이징되지 않아(파일 {count}개) 커밋에 들어가지 "
    "않습니다.",
    hint_en="Run `git add .gitattributes`, then commit both together.",
    hint_ko="`git add .gitattributes`를 실행해 함께 커밋하세요.",
    severity="warning",
)
# A note: a checkout without LFS, as the workflow's job “lint” has it, is in order as it is.
POINTER = Message(
    "ATTR-POINTER",
    en="{path} is a git-lfs pointer; the file it stands for ({size} bytes) is not here.",
    ko="{path}은(는) git-lfs 포인터이고, 실제 파일({size}바이트)은 여기에 없습니다.",
    hint_en="Run `git lfs install` and `git lfs pull`; or put the file here again and "
    "`git add -- {command}`.",
    hint_ko="`git lfs install`과 `git lfs pull`을 실행하거나, 파일을 다시 두고 "
    "`git add -- {command}`를 실행하세요.",
    severity="note",
)
NO_INDEX = Message(
    "ATTR-INDEX",
    en="What is staged in {path} cannot be read: {reason}.",
    ko="{path}에 스테이징된 내용을 읽을 수 없습니다: {reason}.",
    hint_en="Run `git status` in that folder, and do what it says.",
    hint_ko="그 폴더에서 `git status`를 실행하고 안내를 따르세요.",
    severity="warning",
)

# Patterns that match nothing, though a small change would make them match.
_MEANT_EN, _MEANT_KO = (
    "Write {meant}, which matches {count} file(s).",
    "{meant}(으)로 쓰면 파일 {count}개와 맞습니다.",
)
CASE = Message(
    "ATTR-CASE",
    en="{pattern} matches no file: git tells capital letters from small ones.",
    ko="{pattern}과(와) 맞는 파일이 없습니다. git은 대문자와 소문자를 구별합니다.",
    hint_en=_MEANT_EN,
    hint_ko=_MEANT_KO,
    severity="warning",
)
DIRECTORY = Message(
    "ATTR-DIR",
    en="{pattern} matches no file: a pattern starts from the folder of its .gitattributes, and "
    "means files, not folders.",
    ko="{pattern}과(와) 맞는 파일이 없습니다. 패턴은 .gitattributes가 있는 폴더에서 시작하며, "
    "폴더가 아니라 파일을 가리킵니다.",
    hint_en=_MEANT_EN,
    hint_ko=_MEANT_KO,
    severity="warning",
)
QUOTES = Message(
    "ATTR-QUOTES",
    en="{pattern} matches no file: git takes these quotes as part of the name.",
    ko="{pattern}과(와) 맞는 파일이 없습니다. git은 이 따옴표를 이름의 일부로 봅니다.",
    hint_en=_MEANT_EN,
    hint_ko=_MEANT_KO,
    severity="warning",
)
SPACE = Message(
    "ATTR-SPACE",
    en="{pattern} matches no file: git ends a pattern at its first space.",
    ko="{pattern}과(와) 맞는 파일이 없습니다. git은 패턴을 첫 공백에서 끝냅니다.",
    hint_en=_MEANT_EN,
    hint_ko=_MEANT_KO,
    severity="warning",
)
