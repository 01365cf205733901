"""What can be wrong with answers.yaml. None of these says what a right answer would be."""

from checks.messages import Message

EMPTY = Message(
    "ANS-EMPTY",
    en="The answers file is empty.",
    ko="답안 파일이 비어 있습니다.",
    hint_en="`git checkout -- {path}` brings the last saved one back.",
    hint_ko="`git checkout -- {path}`로 마지막에 저장한 파일을 되살리세요.",
)
TOP = Message(
    "ANS-TOP",
    en="The answers file is not made of `key: answer` lines.",
    ko="답안 파일이 `키: 답` 줄로 되어 있지 않습니다.",
    hint_en="Keep the lines as they came, and write each answer after its colon.",
    hint_ko="원래 줄을 그대로 두고 콜론 뒤에 답을 쓰세요.",
)
GROUP = Message(
    "ANS-GROUP",
    en="{key} has answers below it, not beside it.",
    ko="{key}의 답은 옆이 아니라 아래 줄에 씁니다.",
    hint_en="Write them on lines of their own below `{key}:`, two spaces in: {known}.",
    hint_ko="`{key}:` 아래에 두 칸 들여쓰기로 한 줄씩 쓰세요: {known}.",
)
UNKNOWN_KEY = Message(
    "ANS-KEY",
    en="No question has the key {key}.",
    ko="{key}에 해당하는 문항이 없습니다.",
    hint_en="Write {near}, two spaces in if it belongs to a challenge.",
    hint_ko="{near}(으)로 고치세요. 챌린지에 속한 키라면 두 칸 들여씁니다.",
)
MISPLACED = Message(
    "ANS-PLACE",
    en="{key} belongs to {group}, and is not looked for here.",
    ko="{key}은(는) {group} 아래에 있어야 합니다. 여기서는 읽지 않습니다.",
    hint_en="Move the line below `{group}:`, two spaces in.",
    hint_ko="`{group}:` 아래로 옮기고 두 칸 들여쓰세요.",
)
AT_TOP = Message(
    "ANS-INDENT",
    en="{key} is part of {group} here, for it is indented.",
    ko="{key}이(가) 들여쓰기 때문에 {group}의 일부가 되었습니다.",
    hint_en="Take out the spaces in front of it.",
    hint_ko="앞의 공백을 지우세요.",
)
PLACEHOLDER = Message(
    "ANS-PLACEHOLDER",
    en="{key}: {value} looks like a placeholder, not an answer.",
    ko="{key}: {value}은(는) 답이 아니라 자리 표시로 보입니다.",
    hint_en="Write your own, or leave the line blank until you know it.",
    hint_ko="실제 값을 쓰거나, 알게 될 때까지 비워 두세요.",
    severity="warning",
)
BLANK = Message(
    "ANS-BLANK",
    en="{key} is not answered yet.",
    ko="{key}에 아직 답하지 않았습니다.",
    hint_en="Write your answer after the colon once you know it.",
    hint_ko="답을 알게 되면 콜론 뒤에 쓰세요.",
    severity="note",
)
TEXT = Message(
    "ANS-TEXT",
    en="{key} takes one text.",
    ko="{key}에는 글자 값을 하나만 씁니다.",
    hint_en='Write it on the same line; in quotes if it is a number or a word like no: "no".',
    hint_ko='같은 줄에 쓰세요. 숫자이거나 no 같은 단어라면 따옴표로 감쌉니다: "no".',
)
USERNAME = Message(
    "ANS-USERNAME",
    en="{value} cannot be a name on the Hub.",
    ko="{value}은(는) Hub의 사용자 이름이 될 수 없습니다.",
    hint_en="Write {near}: letters, digits and hyphens, as after huggingface.co/.",
    hint_ko="{near}처럼 huggingface.co/ 뒤에 나오는 이름만 쓰세요(영문자, 숫자, 하이픈).",
)
REPO_ID = Message(
    "ANS-ID",
    en="{key}: {value} is not a repo id.",
    ko="{key}: {value}은(는) 저장소 id가 아닙니다.",
    hint_en="Write {near}: the two parts at the end of the address, with one slash between.",
    hint_ko="{near} 형식으로 쓰세요. 주소 끝의 두 부분을 슬래시 하나로 이은 것입니다.",
)
PREFIX = Message(
    "ANS-PREFIX",
    en="{key}: {value} has no owner: {prefix}/ is a part of the Hub's addresses, not of an id.",
    ko="{key}: {value}에 소유자가 없습니다. {prefix}/는 Hub 주소의 일부일 뿐 id가 아닙니다.",
    hint_en="Write OWNER/{name}, with the owner that the Hub's page shows in front of the name.",
    hint_ko="OWNER/{name}처럼 Hub 페이지에서 이름 앞에 나오는 소유자를 쓰세요.",
)
NO_OWNER = Message(
    "ANS-NO-OWNER",
    en="repo_id {value} does not say whose it is.",
    ko="repo_id {value}에 소유자가 없습니다.",
    hint_en="Write {near}.",
    hint_ko="{near}(으)로 쓰세요.",
)
OWNER = Message(
    "ANS-OWNER",
    en="The repo {value} belongs to {owner}; you are {username}.",
    ko="{value} 저장소는 {owner}의 것인데, 사용자 이름은 {username}입니다.",
    hint_en="Give a repo of your own, or correct `username`.",
    hint_ko="자신의 저장소를 쓰거나 `username`을 고치세요.",
)
NUMBER = Message(
    "ANS-NUMBER",
    en="{key}: {value} is not a whole number.",
    ko="{key}: {value}은(는) 정수가 아닙니다.",
    hint_en="Write digits only, as in 1234 or 1,234: no words, no unit.",
    hint_ko="1234나 1,234처럼 숫자만 쓰세요. 단어나 단위는 쓰지 않습니다.",
)
NUMBER_NEAR = Message(
    "ANS-DIGITS",
    en="{key}: {value} is not a whole number in digits.",
    ko="{key}: {value}은(는) 숫자로만 쓴 정수가 아닙니다.",
    hint_en="Write {near}, if that is what you mean: digits only, no words, no unit.",
    hint_ko="{near}을(를) 뜻했다면 그렇게 쓰세요. 단어나 단위 없이 숫자만 씁니다.",
)
DATE = Message(
    "ANS-DATE",
    en="{key}: {value} is not a day written as year-month-day.",
    ko="{key}: {value}은(는) 연-월-일 형식의 날짜가 아닙니다.",
    hint_en="Write four digits, two and two, as in 2026-09-01.",
    hint_ko="2026-09-01처럼 네 자리, 두 자리, 두 자리로 쓰세요.",
)
DATE_NEAR = Message(
    "ANS-DAY",
    en="{key}: {value} is a day written in another way than year-month-day.",
    ko="{key}: {value}은(는) 연-월-일 형식이 아닌 날짜입니다.",
    hint_en="Write {near}.",
    hint_ko="{near}(으)로 쓰세요.",
)
WORDS = Message(
    "ANS-LIST",
    en="{key} takes a list of words.",
    ko="{key}에는 단어의 목록을 씁니다.",
    hint_en="Write `{key}: [first, second]`, in brackets and with commas.",
    hint_ko="`{key}: [첫째, 둘째]`처럼 대괄호 안에 쉼표로 나누어 쓰세요.",
)
COMMAS = Message(
    "ANS-COMMAS",
    en="{key} is one text; it is read as a list of {count}.",
    ko="{key}이(가) 글자 하나로 되어 있어 {count}개의 목록으로 읽습니다.",
    hint_en="Brackets make it a list: `{key}: [{value}]`.",
    hint_ko="대괄호를 쓰면 목록이 됩니다: `{key}: [{value}]`.",
    severity="note",
)
SEPARATOR = Message(
    "ANS-SEPARATOR",
    en="{key}: {value} is read as one word of the list.",
    ko="{key}: {value}을(를) 단어 하나로 읽습니다.",
    hint_en="If it is more than one, put commas between them: `{key}: [{near}]`.",
    hint_ko="여러 개라면 쉼표로 나누어 쓰세요: `{key}: [{near}]`.",
    severity="warning",
)
LONG = Message(
    "ANS-LONG",
    en="{key} is longer than {most}.",
    ko="{key}이(가) {most}보다 깁니다.",
    hint_en="No answer is so long: look for something pasted by mistake.",
    hint_ko="이렇게 긴 답은 없습니다. 잘못 붙여 넣은 것이 없는지 보세요.",
)
