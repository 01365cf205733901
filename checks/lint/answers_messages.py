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
DATE = Message(
    "ANS-DATE",
    en="{key}: {value} is not a day written as year-month-day.",
    ko="{key}: {value}은(는) 연-월-일 형식의 날짜가 아닙니다.",
    hint_en="Write four digits, two and two, as in 2026-09-01.",
    hint_ko="2026-09-01처럼 네 자리, 두 자리, 두 자리로 쓰세요.",
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
LONG = Message(
    "ANS-LONG",
    en="{key} is longer than {most}.",
    ko="{key}이(가) {most}보다 깁니다.",
    hint_en="No answer is so long: look for something pasted by mistake.",
    hint_ko="이렇게 긴 답은 없습니다. 잘못 붙여 넣은 것이 없는지 보세요.",
)
