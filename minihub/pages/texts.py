"""What the pages say, in English; the catalogues in minihub/locale have other languages."""

from __future__ import annotations

from pathlib import Path

from checks.hubspec.catalogues import Catalogues

Lang = str
CATALOGUES = Catalogues(Path(__file__).parents[1] / "locale", "minihub")

# By name, which is their context in the catalogues.
TEXTS = {
    # The frame of every page.
    "skip": "Skip to the content",
    "site": "Embedded Hub",
    "site_nav": "Site",
    "language_nav": "Language",
    "this_language": "English",
    "about": "A small Hub for practice, on this computer or in this classroom; not huggingface.co.",
    "models": "Models",
    "datasets": "Datasets",
    "spaces": "Spaces",
    "model": "model",
    "dataset": "dataset",
    "space": "Space",
    "lab": "The lab",
    # Home.
    "home_title": "A small Hub for practice",
    "home_lead": (
        "Look around as you would on huggingface.co: filter models, read their cards, open their "
        "files."
    ),
    "trending": "Trending models",
    "search_models": "Search models by name",
    # Lists.
    "filters": "Filters",
    "chosen_filters": "Chosen filters",
    "remove": "remove",
    "clear": "Clear all",
    "results": "Results",
    "total": "{count} in all",
    "none_found": "Nothing matches all of these filters. Remove one.",
    "none_yet": "There is nothing here yet.",
    "search": "Search by name",
    "sort": "Sort by",
    "apply": "Show",
    "sort_trending": "Trending",
    "sort_likes": "Most likes",
    "sort_downloads": "Most downloads",
    "sort_created": "Recently created",
    "sort_modified": "Recently updated",
    "more": "{count} more",
    "pages": "Pages",
    "previous": "Previous",
    "next": "Next",
    "page_of": "Page {page} of {pages}",
    "pipeline_tag": "Tasks",
    "task_categories": "Tasks",
    "library": "Libraries",
    "language": "Languages",
    "license": "Licenses",
    "license_tag": "license",
    "dataset_filter": "Datasets",
    "sdk": "SDK",
    "other": "Other",
    # The domains of tasks, as the website calls them.
    "domain_multimodal": "Multimodal",
    "domain_vision": "Computer Vision",
    "domain_language": "Natural Language Processing",
    "domain_audio": "Audio",
    "domain_tabular": "Tabular",
    "domain_reinforcement": "Reinforcement Learning",
    "domain_other": "Other",
    "owner_title": "Account or organization",
    # A repo.
    "copy": "Copy",
    "copied": "Copied",
    "card_tab": "{kind} card",
    "files_tab": "Files and versions",
    "repo_nav": "Parts of this repo",
    "tags": "Tags",
    "facts": "Facts",
    "downloads": "Downloads",
    "likes": "Likes",
    "updated": "Updated",
    "files": "Files",
    "clone": "Clone this repository",
    "gated": "gated",
    "gated_notice": (
        "This repository is gated: anyone may read its card and the list of its files, but the "
        "files are only for those whom its owner has given access."
    ),
    "no_card": "There is no card: README.md is missing or empty.",
    "bad_metadata": "The metadata at the top of README.md cannot be read: {reason}.",
    "no_metadata": "README.md begins with no metadata, so filters do not find this repository.",
    "cut_card": "Only the first part of this long card is shown. The whole is in README.md.",
    "metadata": "Metadata of this card",
    "widget": "Examples to try",
    "widget_note": "From “widget:” in the metadata. This Hub runs no models.",
    "example": "Example {number}",
    "output": "Expected output",
    "trained_on": "Datasets used to train it",
    "trained_models": "Models trained on this dataset",
    "all_trained": "Show all {count}",
    "linked_models": "Models this Space uses",
    "space_note": "This Hub does not run Spaces; it shows their files.",
    "not_here": "not on this Hub",
    # Files.
    "revision": "Revision",
    "branches": "Branches",
    "tags_git": "Tags",
    "path": "Path",
    "name": "Name",
    "size": "Size",
    "last_commit": "Last commit",
    "date": "Date",
    "folder": "folder",
    "lfs": "LFS",
    "history": "History",
    "latest": "Latest commit",
    "raw": "Raw",
    "download": "Download",
    "download_file": "Download {name}",
    "content_of": "Content of {name}",
    "lines": "{count} lines",
    "lfs_notice": "This file is stored through LFS: git holds only this pointer to it.",
    "oid": "SHA-256",
    "pointer_size": "Size of the pointer",
    "file_size": "Size of the file",
    "too_large": "This file is too large to show here. Download it to read it.",
    "binary": "This file is not text, so it is not shown here.",
    "empty_file": "This file is empty.",
    "empty_folder": "There are no files here.",
    # Commits.
    "commits_title": "Commits",
    "commit": "Commit",
    "author": "Author",
    "parent": "Parent",
    "browse": "Browse the files at this commit",
    "changed": "{count} files changed",
    "changed_one": "1 file changed",
    "added": "added",
    "removed": "deleted",
    "modified": "changed",
    "no_change": "This commit changes no file.",
    "diff_binary": "Not text: the change is not shown.",
    "diff_large": "Too large to show the change.",
    "diff_cut": "{count} more lines are not shown.",
    "diff_more": "{count} more files are not shown.",
    "diff_of": "Changes in {name}",
    # Refusals.
    "error_repo": "There is no such repository",
    "error_repo_hint": (
        "Check the spelling, capital letters too. A private repository is not shown here, since a "
        "browser does not sign in to this Hub."
    ),
    "error_revision": "There is no such revision",
    "error_revision_hint": "A revision is a branch, a tag, or the full 40 digits of a commit.",
    "error_entry": "There is no such file",
    "error_entry_hint": "It may have been renamed or deleted in this revision.",
    "error_gated": "These files are gated",
    "error_gated_hint": (
        "Only those whom the owner has given access may read them. The card stays public."
    ),
    "error_disabled": "This repository is disabled",
    "error_disabled_hint": "The Hub has taken it down; its owner knows more.",
    "error_page": "There is no such page",
    "error_page_hint": (
        "This small Hub has models, datasets and Spaces; it has no settings and no sign-in."
    ),
    "error_other": "This cannot be shown",
    "error_other_hint": "The Hub answered with the words below.",
    "error_back": "To the models",
}


def say(name: str, lang: Lang, /, **fields: object) -> str:
    """Return a text, filled in; numbers are written with commas."""
    text = CATALOGUES.translated(TEXTS[name], name, lang)
    numbers = {key: f"{value:,}" for key, value in fields.items() if isinstance(value, int)}
    return text.format_map(fields | numbers)
