"""YAML from strangers: plain values out of the parser's events, and where each of them is.

One pass, which builds no objects, so that a hostile document costs no more than its size. Refused:
tags other than YAML's own, a second document, keys that are not plain, more than `Bounds` allow. A
key that is there twice is noted, as js-yaml has it.

Anchors, aliases and merge keys are followed where the bounds say so. What an alias stands for is
shared, not copied, and counts as if it were written out: a few lines that stand for a billion
values are refused where they pass the bounds.
"""

from __future__ import annotations

from typing import Any, NoReturn

import yaml

from checks.hubspec import nodes
from checks.hubspec.bounds import FORM, Bounds, Fault, Position, Reason, RefusedError
from checks.hubspec.nodes import Anchored, Open, Path, ReadScalar, Span

_MAX_DUPLICATES = 20
_MERGE = "<<"
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Composer:
    """One document: its `data`, where each value and key is, and the faults that were found.

    `plain` has the unquoted scalars as they are written. Spans are of scalars without anchor or
    tag, which to the parser are a part of it. Lines are counted on from `offset`; no position is
    after `end`, since the parser ends a text on a line of its own in any case.
    """

    def __init__(
        self,
        read_scalar: ReadScalar,
        *,
        offset: int = 0,
        end: Position | None = None,
        bounds: Bounds = FORM,
    ) -> None:
        self.data: Any = None
        self.faults: list[Fault] = []
        self.values: dict[Path, Position] = {}
        self.keys: dict[Path, Position] = {}
        self.plain: dict[Path, str] = {}
        self.spans: dict[Path, Span] = {}
        self.key_spans: dict[Path, Span] = {}
        self._read_scalar = read_scalar
        self._offset = offset
        self._end = end
        self._bounds = bounds
        self._items = 0
        self._characters = 0
        self._documents = 0
        self._stack: list[Open] = []
        self._anchors: dict[str, Anchored | Open] = {}
        self._aliases: dict[Path, Path] = {}

    def read(self, text: str) -> None:
        """Take in a text, up to the first thing that is refused. Raises yaml.YAMLError."""
        loader = _Loader(text)
        try:
            while loader.check_event():
                self._take(loader.get_event())
        except RefusedError as refused:
            self.faults.append(refused.fault)
        finally:
            loader.dispose()

    def _take(self, event: Any) -> None:
        match event:
            case yaml.ScalarEvent():
                self._count(event, 1, len(event.value))
                self._scalar(event)
            case yaml.MappingStartEvent() | yaml.SequenceStartEvent():
                self._count(event, 1, 0)
                self._open(event, {} if isinstance(event, yaml.MappingStartEvent) else [])
            case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                self._close()
            case yaml.AliasEvent():
                self._alias(event)
            case yaml.DocumentStartEvent():
                self._documents += 1
                if self._documents > 1:
                    self._refuse("documents", event)

    def _check(self, event: Any) -> None:
        """Refuse an anchor or a tag where the bounds do."""
        if event.anchor is not None and not self._bounds.references:
            self._refuse("reference", event, what=f"&{event.anchor}")
        if event.tag and not (self._bounds.references and nodes.is_known(event)):
            self._refuse("reference", event, what=event.tag)

    def _count(self, event: Any, values: int, characters: int) -> None:
        self._items += values
        self._characters += characters
        if self._items > self._bounds.values:
            self._refuse("items", event, most=self._bounds.values)
        if self._characters > self._bounds.size:
            self._refuse("size", event, size=self._characters, most=self._bounds.size)

    def _alias(self, event: Any) -> None:
        if not self._bounds.references:
            self._refuse("reference", event, what=f"*{event.anchor}")
        meant = self._anchors.get(event.anchor)
        if not isinstance(meant, Anchored):  # inside what it names, it would have no end
            self._refuse("alias", event, name=event.anchor)
        self._count(event, meant.values, meant.characters)
        # The keys of a merged mapping go no level deeper.
        self._deepen(event, meant.levels - any(top.is_merge for top in self._stack[-1:]))
        if self._stack and self._stack[-1].expects_key:
            if meant.text is None:
                self._refuse("key", event)
            self._key(event, meant.text, is_merge=False)
            return
        path = self._put(event, meant.value)
        self._aliases[path] = meant.path
        if meant.is_plain and meant.text is not None:
            self.plain[path] = meant.text

    def _deepen(self, event: Any, levels: int) -> None:
        """Note that the innermost list or mapping has so many levels in it."""
        if len(self._stack) + levels > self._bounds.levels:
            self._refuse("depth", event, most=self._bounds.levels)
        if self._stack:
            self._stack[-1].levels = max(self._stack[-1].levels, levels + 1)

    def _open(self, event: Any, container: Any) -> None:
        if event.anchor is not None or event.tag is not None:
            self._check(event)
        self._deepen(event, 1)
        if self._stack and self._stack[-1].expects_key:
            self._refuse("key", event)
        before = self._items - 1, self._characters
        path = self._put(event, container)
        opened = Open(container, path, event.anchor, before)
        if event.anchor is not None:
            self._anchors[event.anchor] = opened
        self._stack.append(opened)

    def _close(self) -> None:
        ended = self._stack.pop()
        for source, path in ended.merged:
            self._merge(ended, source, path)
        if self._stack:
            self._stack[-1].levels = max(self._stack[-1].levels, ended.levels + 1)
        if ended.anchor is not None:
            values, characters = ended.before
            self._anchors[ended.anchor] = Anchored(
                ended.value,
                ended.path,
                self._items - values,
                self._characters - characters,
                ended.levels,
            )

    def _merge(self, into: Open, source: Any, path: Path) -> None:
        """Put in the keys of a mapping, or of each of a list of mappings; those there win."""
        if isinstance(source, list) and all(isinstance(item, dict) for item in source):
            for number, item in enumerate(source):
                self._merge(into, item, (*path, number))
            return
        if not isinstance(source, dict):
            raise RefusedError(Fault("merge", self.keys[(*into.path, _MERGE)], {}))
        path = self._aliases.get(path, path)
        for key, value in source.items():
            if key not in into.value:
                into.value[key] = value
                if (written := self.plain.get((*path, key))) is not None:
                    self.plain[(*into.path, key)] = written

    def _scalar(self, event: Any) -> None:
        has_name = event.anchor is not None or event.tag is not None
        if has_name:
            self._check(event)
        plain, quoted = event.implicit
        plain = plain and event.tag is None
        is_key = bool(self._stack) and self._stack[-1].expects_key
        try:
            event.value.encode()  # a lone surrogate, which an escape can make, cannot be kept
            value = self._value(event, plain and not is_key, quoted or is_key)
        except (ValueError, OverflowError, yaml.YAMLError):
            self._refuse("value", event, value=event.value)
        if is_key:
            path: Path = ()
            self._key(event, event.value, is_merge=plain and event.value == _MERGE)
        else:
            path = self._put(event, value)
            if not has_name:
                self.spans[path] = nodes.span_of(event)
            if plain:
                self.plain[path] = event.value
        if event.anchor is not None:
            value = event.value if is_key else value
            self._anchors[event.anchor] = Anchored(
                value, path, 1, len(event.value), text=event.value, is_plain=plain and not is_key
            )

    def _value(self, event: Any, plain: bool, quoted: bool) -> Any:
        """Return what a scalar stands for. Raises ValueError where it is not what its tag says."""
        if event.tag is None:
            return self._read_scalar(event.value, plain, quoted)
        return nodes.tagged_value(event.tag, event.value, self._read_scalar)

    def _key(self, event: Any, key: str, *, is_merge: bool) -> None:
        top = self._stack[-1]
        position = self._position(event)
        if is_merge and not self._bounds.references:
            self._refuse("reference", event, what=key)
        if not is_merge:
            if key in top.lines and len(self.faults) < _MAX_DUPLICATES:
                fields = {"key": key, "first": top.lines[key]}
                self.faults.append(Fault("duplicate", position, fields))
            top.lines.setdefault(key, position[0])
        top.key, top.is_merge = key, is_merge
        self.keys[(*top.path, key)] = position
        if event.anchor is None and getattr(event, "tag", None) is None:
            self.key_spans[(*top.path, key)] = nodes.span_of(event)

    def _put(self, event: Any, value: Any) -> Path:
        """Put a value where it belongs; return its path."""
        path: Path = ()
        if not self._stack:
            self.data = value
        else:
            top = self._stack[-1]
            if isinstance(top.value, list):
                path = (*top.path, len(top.value))
                top.value.append(value)
            else:
                path = (*top.path, top.key or "")
                if top.is_merge:
                    top.merged.append((value, path))
                else:
                    top.value[top.key or ""] = value
                top.key = None
        self.values[path] = self._position(event)
        return path

    def _position(self, event: Any) -> Position:
        mark = event.start_mark
        position = (mark.line + 1 + self._offset, mark.column + 1)
        return position if self._end is None else min(position, self._end)

    def _refuse(self, reason: Reason, event: Any, **fields: object) -> NoReturn:
        raise RefusedError(Fault(reason, self._position(event), fields))
