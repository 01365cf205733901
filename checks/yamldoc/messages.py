"""What can be wrong with YAML before anybody looks at what it says."""

from checks.messages import Message

BAD_CHARACTER = Message(
    "Y-CHAR",
    "An invisible character ({char}) that does not belong in YAML.",
    hint="Delete it and type the text again.",
)
SYNTAX = Message(
    "Y-SYNTAX",
    "YAML cannot be read here: {reason}.",
    hint='Each line is `key: value`, with one space after the colon. Put text that has ": ", '
    '"#" or "@" in it in quotes.',
)
COLON = Message(
    "Y-COLON",
    "After {key} there is {found}, where YAML wants an ordinary colon.",
    hint="Write `{key}: ` with an ordinary colon and a space, then the value.",
)
SPACE = Message(
    "Y-SPACE",
    "The space after `{mark}` is missing.",
    hint="Put one there, as in `{example}`.",
)
QUOTES = Message(
    "Y-QUOTES",
    "{mark} means something to YAML here, so this value needs quotes around it.",
    hint='Put the whole value in quotes, as in `text: "He said: hello"`.',
)
UNCLOSED = Message(
    "Y-UNCLOSED",
    "The {mark} that opens here is never closed.",
    hint="Write {closing} where it ends.",
)
AFTER = Message(
    "Y-AFTER",
    "The text in quotes ends before this, and more follows it.",
    hint='Inside quotes use the other kind, as in `\'She said "hi"\'` or `"It\'s me"`.',
)
INDENT = Message(
    "Y-INDENT",
    "This line begins in a column that does not fit the lines above it.",
    hint="Keys side by side begin in the same column. What belongs to a key is below it, "
    "two spaces further in, and then nothing is on the line of that key, after its colon.",
)
LIST = Message(
    "Y-LIST",
    "A list with hyphens cannot begin on the line of its key.",
    hint="Write each item on a line of its own below, as in `  - plants`, or all of them in "
    "brackets: `[plants, leaves]`.",
)
TAB = Message(
    "Y-TAB",
    "There is a tab where YAML wants spaces.",
    hint="Replace the tab with two spaces.",
)
DUPLICATE = Message(
    "Y-DUPLICATE",
    "The key {key} is here for the second time; the first is on line {first}.",
    hint="Keep one of the two, and delete the other.",
)
REFERENCE = Message(
    "Y-REFERENCE",
    "{what} is an anchor, alias, tag or merge key of YAML; these are not read here.",
    hint="Write the value itself. If it is meant as text, put it in quotes.",
)
ALIAS = Message(
    "Y-ALIAS",
    "*{name} means the value that is marked &{name}, and no value above it is.",
    hint="Write the value itself. If it is meant as text, put it in quotes: '*{name}'.",
)
MERGE = Message(
    "Y-MERGE",
    "`<<` takes the keys of another mapping, and there is none after it.",
    hint="Write the keys themselves, or `<<: *name` for a mapping that is marked `&name` above.",
)
KEY_FORM = Message(
    "Y-KEY",
    "A list or a mapping cannot be a key here.",
    hint="A key is one word before a colon, as in `license: mit`.",
)
SECOND_DOCUMENT = Message(
    "Y-DOCUMENTS",
    "A second YAML document begins here.",
    hint="Take out the line above it: `---` or `...`.",
)
CONFLICT = Message(
    "Y-CONFLICT",
    "git put two versions here, between `<<<<<<<` and `>>>>>>>`, and nobody has chosen one yet.",
    hint="Keep the lines of one version. Delete those of the other one, and the lines with "
    "`<<<<<<<`, `=======` and `>>>>>>>`.",
)
TOO_MANY = Message(
    "Y-ITEMS",
    "More than {most} values.",
    hint="Nothing in this lab needs so much: look for something pasted by mistake.",
)
TOO_DEEP = Message(
    "Y-DEPTH",
    "Lists and mappings are nested more than {most} levels deep.",
    hint="Nothing in this lab needs so much: look for brackets typed by mistake.",
)
BAD_VALUE = Message(
    "Y-VALUE",
    "{value} looks like a number or a date, but is none.",
    hint="Correct it, or put it in quotes if it is meant as text.",
)
