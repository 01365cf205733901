"""What can be wrong with answers.yaml. None of these says what a right answer would be."""

from checks.messages import Message

EMPTY = Message(
    "ANS-EMPTY",
    "The answers file is empty.",
    hint="Rename this file, then `git checkout -- {path}` brings the last saved one back.",
)
TOP = Message(
    "ANS-TOP",
    "The answers file is not made of `key: answer` lines.",
    hint="Keep the lines as they came, and write each answer after its colon.",
)
GROUP = Message(
    "ANS-GROUP",
    "{key} has answers below it, not beside it.",
    hint="Write them on lines of their own below `{key}:`, two spaces in: {known}.",
)
UNKNOWN_KEY = Message(
    "ANS-KEY",
    "No question has the key {key}.",
    hint="Write {near}, two spaces in if it belongs to a challenge.",
)
MISPLACED = Message(
    "ANS-PLACE",
    "{key} belongs to {group}, and is not looked for here.",
    hint="Move the line below `{group}:`, two spaces in.",
)
AT_TOP = Message(
    "ANS-INDENT",
    "{key} is part of {group} here, for it is indented.",
    hint="Take out the spaces in front of it.",
)
PLACEHOLDER = Message(
    "ANS-PLACEHOLDER",
    "{key}: {value} looks like a placeholder, not an answer.",
    hint="Write your own, or leave the line blank until you know it.",
    severity="warning",
)
BLANK = Message(
    "ANS-BLANK",
    "{key} is not answered yet.",
    hint="Write your answer after the colon once you know it.",
    severity="note",
)
TEXT = Message(
    "ANS-TEXT",
    "{key} takes one text.",
    hint='Write it on the same line; in quotes if it is a number or a word like no: "no".',
)
USERNAME = Message(
    "ANS-USERNAME",
    "{value} cannot be a name on the Hub.",
    hint="Write {near}: letters, digits and hyphens, as after huggingface.co/.",
)
REPO_ID = Message(
    "ANS-ID",
    "{key}: {value} is not a repo id.",
    hint="Write {near}: the two parts at the end of the address, with one slash between.",
)
PREFIX = Message(
    "ANS-PREFIX",
    "{key}: {value} has no owner: {prefix}/ is a part of the Hub's addresses, not of an id.",
    hint="Write OWNER/{name}, with the owner that the Hub's page shows in front of the name.",
)
NO_OWNER = Message(
    "ANS-NO-OWNER",
    "repo_id {value} does not say whose it is.",
    hint="Write {near}.",
)
OWNER = Message(
    "ANS-OWNER",
    "The repo {value} belongs to {owner}; you are {username}.",
    hint="Give a repo of your own, or correct `username`.",
)
NUMBER = Message(
    "ANS-NUMBER",
    "{key}: {value} is not a whole number.",
    hint="Write digits only, as in 1234 or 1,234: no words, no unit.",
)
NUMBER_NEAR = Message(
    "ANS-DIGITS",
    "{key}: {value} is not a whole number in digits.",
    hint="Write {near}, if that is what you mean: digits only, no words, no unit.",
)
DATE = Message(
    "ANS-DATE",
    "{key}: {value} is not a day written as year-month-day.",
    hint="Write four digits, two and two, as in 2026-09-01.",
)
DATE_NEAR = Message(
    "ANS-DAY",
    "{key}: {value} is a day written in another way than year-month-day.",
    hint="Write {near}.",
)
WORDS = Message(
    "ANS-LIST",
    "{key} takes a list of words.",
    hint="Write `{key}: [first, second]`, in brackets and with commas.",
)
COMMAS = Message(
    "ANS-COMMAS",
    "{key} is one text; it is read as a list of {count}.",
    hint="Brackets make it a list: `{key}: [{value}]`.",
    severity="note",
)
SEPARATOR = Message(
    "ANS-SEPARATOR",
    "{key}: {value} is read as one word of the list.",
    hint="If it is more than one, put commas between them: `{key}: [{near}]`.",
    severity="warning",
)
LONG = Message(
    "ANS-LONG",
    "{key} is longer than {most}.",
    hint="No answer is so long: look for something pasted by mistake.",
)
