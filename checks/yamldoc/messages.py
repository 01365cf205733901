"""What can be wrong with a file before anybody looks at what it says."""

from checks.messages import Message

NO_FILE = Message(
    "Y-FILE",
    en="There is no file {path}.",
    ko="{path} 파일이 없습니다.",
    hint_en="Check the name and the folder. `git status` shows whether it was moved or deleted; "
    "`git checkout -- {path}` brings back the last saved one.",
    hint_ko="이름과 폴더를 확인하세요. `git status`로 옮겨졌거나 삭제되었는지 볼 수 있고, "
    "`git checkout -- {path}`로 마지막에 저장한 파일을 되살릴 수 있습니다.",
)
UNREADABLE = Message(
    "Y-READ",
    en="{path} cannot be read: {reason}.",
    ko="{path}을(를) 읽을 수 없습니다: {reason}.",
    hint_en="It must be an ordinary file that you may read.",
    hint_ko="읽을 권한이 있는 일반 파일이어야 합니다.",
)
TOO_LARGE = Message(
    "Y-SIZE",
    en="This is {size} bytes long; at most {most} are read.",
    ko="크기가 {size}바이트입니다. 최대 {most}바이트까지 읽습니다.",
    hint_en="Take out what does not belong here; long texts go below the front matter.",
    hint_ko="여기에 필요 없는 내용을 빼세요. 긴 글은 프론트 매터 아래에 씁니다.",
)
NOT_UTF8 = Message(
    "Y-UTF8",
    en="This is not UTF-8 text (byte {byte}).",
    ko="UTF-8 텍스트가 아닙니다 (바이트 {byte}).",
    hint_en="In your editor choose “Save with encoding: UTF-8”.",
    hint_ko="편집기에서 “UTF-8 인코딩으로 저장”을 선택하세요.",
)
BAD_CHARACTER = Message(
    "Y-CHAR",
    en="An invisible character ({char}) that does not belong in YAML.",
    ko="YAML에서 쓸 수 없는 보이지 않는 문자({char})가 있습니다.",
    hint_en="Delete it and type the text again.",
    hint_ko="지우고 다시 입력하세요.",
)
SYNTAX = Message(
    "Y-SYNTAX",
    en="YAML cannot be read here: {reason}.",
    ko="여기서 YAML을 읽을 수 없습니다: {reason}.",
    hint_en='Each line is `key: value`, with one space after the colon. Put text that has ": ", '
    '"#" or "@" in it in quotes.',
    hint_ko='각 줄은 `key: value` 형식이며 콜론 뒤에 공백을 하나 둡니다. ": ", "#", "@"가 '
    "들어 있는 값은 따옴표로 감싸세요.",
)
COLON = Message(
    "Y-COLON",
    en="Behind {key} stands {found} where YAML wants an ordinary colon.",
    ko="{key} 뒤에 일반 콜론이 아닌 {found}이(가) 있습니다.",
    hint_en="Write `{key}: ` with an ordinary colon and a space, then the value.",
    hint_ko="`{key}: `처럼 일반 콜론(:)과 공백 하나를 쓰고 그 뒤에 값을 적으세요.",
)
SPACE = Message(
    "Y-SPACE",
    en="The space after `{mark}` is missing.",
    ko="`{mark}` 뒤에 공백이 없습니다.",
    hint_en="Put one there, as in `{example}`.",
    hint_ko="`{example}`처럼 뒤에 공백을 하나 두세요.",
)
QUOTES = Message(
    "Y-QUOTES",
    en="{mark} means something to YAML here, so this value needs quotes around it.",
    ko="여기서 {mark}은(는) YAML에서 특별한 뜻을 가지므로 값을 따옴표로 감싸야 합니다.",
    hint_en='Put the whole value in quotes, as in `text: "He said: hello"`.',
    hint_ko='`text: "He said: hello"`처럼 값 전체를 따옴표로 감싸세요.',
)
UNCLOSED = Message(
    "Y-UNCLOSED",
    en="The {mark} that opens here is never closed.",
    ko="여기서 연 {mark}이(가) 닫히지 않았습니다.",
    hint_en="Write {closing} where it ends.",
    hint_ko="끝나는 곳에 {closing}을(를) 쓰세요.",
)
AFTER = Message(
    "Y-AFTER",
    en="The text in quotes ends before this, and more follows it.",
    ko="따옴표로 감싼 글이 바로 앞에서 끝났는데 다른 글이 이어집니다.",
    hint_en='Inside quotes use the other kind, as in `\'She said "hi"\'` or `"It\'s me"`.',
    hint_ko='따옴표 안에는 `\'She said "hi"\'`나 `"It\'s me"`처럼 다른 종류의 따옴표를 쓰세요.',
)
INDENT = Message(
    "Y-INDENT",
    en="This line begins in a column that does not fit the lines above it.",
    ko="이 줄이 시작하는 칸이 윗줄들과 맞지 않습니다.",
    hint_en="Keys side by side begin in the same column. What belongs to a key stands below it, "
    "two spaces further in, and nothing else stands behind that key's colon.",
    hint_ko="나란한 키들은 같은 칸에서 시작합니다. 키에 속하는 내용은 그 아랫줄에 두 칸 들여 쓰고, "
    "그 키의 콜론 뒤에는 아무것도 쓰지 않습니다.",
)
LIST = Message(
    "Y-LIST",
    en="A list with hyphens cannot begin on the line of its key.",
    ko="하이픈(-) 목록은 키와 같은 줄에서 시작할 수 없습니다.",
    hint_en="Write each item on a line of its own below, as in `  - plants`, or all of them in "
    "brackets: `[plants, leaves]`.",
    hint_ko="`  - plants`처럼 항목마다 아래에 한 줄씩 쓰거나 `[plants, leaves]`처럼 대괄호로 "
    "묶으세요.",
)
TAB = Message(
    "Y-TAB",
    en="A tab stands where YAML wants spaces.",
    ko="공백이 있어야 할 자리에 탭 문자가 있습니다.",
    hint_en="Replace the tab with two spaces.",
    hint_ko="탭을 공백 두 칸으로 바꾸세요.",
)
DUPLICATE = Message(
    "Y-DUPLICATE",
    en="The key {key} stands here for the second time; the first is on line {first}.",
    ko="{key} 키가 두 번 나옵니다. 처음 나온 곳은 {first}번째 줄입니다.",
    hint_en="Keep one of the two: Python programs take the last, the Hub refuses both.",
    hint_ko="둘 중 하나만 남기세요. Python 프로그램은 나중 것을 읽고, Hub는 둘 다 거부합니다.",
)
REFERENCE = Message(
    "Y-REFERENCE",
    en="{what} is an anchor, alias, tag or merge key of YAML; these are not read here.",
    ko="{what}은(는) YAML의 앵커, 별칭, 태그 또는 병합 키입니다. 여기서는 읽지 않습니다.",
    hint_en="Write the value itself. If it is meant as text, put it in quotes.",
    hint_ko="값을 직접 쓰세요. 글자 그대로라면 따옴표로 감싸세요.",
)
KEY_FORM = Message(
    "Y-KEY",
    en="A list or a mapping cannot be a key here.",
    ko="목록이나 매핑은 키가 될 수 없습니다.",
    hint_en="A key is one word before a colon, as in `license: mit`.",
    hint_ko="키는 `license: mit`처럼 콜론 앞의 한 단어입니다.",
)
SECOND_DOCUMENT = Message(
    "Y-DOCUMENTS",
    en="A second YAML document begins here.",
    ko="여기서 두 번째 YAML 문서가 시작됩니다.",
    hint_en="Take out the line above it: `---` or `...`.",
    hint_ko="그 위의 `---` 또는 `...` 줄을 지우세요.",
)
TOO_MANY = Message(
    "Y-ITEMS",
    en="More than {most} values.",
    ko="값이 {most}개를 넘습니다.",
    hint_en="Nothing in this lab needs so much: look for something pasted by mistake.",
    hint_ko="이 실습에서는 이렇게 많이 필요하지 않습니다. 잘못 붙여 넣은 것이 없는지 보세요.",
)
TOO_DEEP = Message(
    "Y-DEPTH",
    en="Lists and mappings are nested more than {most} levels deep.",
    ko="목록과 매핑이 {most}단계보다 깊게 겹쳐 있습니다.",
    hint_en="Nothing in this lab needs so much: look for brackets typed by mistake.",
    hint_ko="이 실습에서는 이렇게 깊을 필요가 없습니다. 잘못 입력한 괄호가 없는지 보세요.",
)
BAD_VALUE = Message(
    "Y-VALUE",
    en="{value} looks like a number or a date, but is none.",
    ko="{value}은(는) 숫자나 날짜처럼 보이지만 올바르지 않습니다.",
    hint_en="Correct it, or put it in quotes if it is meant as text.",
    hint_ko="값을 고치거나, 글자라면 따옴표로 감싸세요.",
)
