"""The file store: folders by department and team, files with names, and who usually works where."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from custodes.simulate.actions import Floats, Ints
    from custodes.simulate.people import People

__all__ = ["Store", "make_store"]

_WORDS = (  # of documents; other stores name what they hold in their own logs
    *("budget", "plan", "report", "draft", "minutes", "design", "test", "offer"),
    *("contract", "drawing", "review", "notes", "list", "survey", "audit", "spec"),
)
_ENDINGS = ("docx", "xlsx", "pdf", "pptx", "dwg", "txt")
_PER_TEAM = 10
_COMMON = 12
_PER_FOLDER = 60


@dataclass(frozen=True)
class Store:
    """Folders and their files; a file's number is ``folder * per_folder + k``.

    folder_team: team of a folder, -1 for common ones · folder_department likewise
    choices:     persons × places, the folders that somebody uses · cumulative: their cumulative weights
    """

    folder_team: Ints
    folder_department: Ints
    choices: Ints
    cumulative: Floats
    per_folder: int = _PER_FOLDER

    @property
    def folders(self) -> int:
        """Return the number of folders."""
        return len(self.folder_team)

    def path(self, folder: int) -> str:
        """Return a folder's path below the site, of two levels."""
        team, word = int(self.folder_team[folder]), _WORDS[folder % 16].title()
        return f"Common/{word}" if team < 0 else f"Team{team:03d}/{word}{folder % _PER_TEAM}"

    def site(self, folder: int) -> str:
        """Return the site that a folder is in."""
        department = int(self.folder_department[folder])
        return "common" if department < 0 else f"dept{department:02d}"

    def name(self, file: int) -> str:
        """Return a file's name."""
        return f"{_WORDS[file * 7 % 16]}_{file:06d}.{_ENDINGS[file * 5 % 6]}"

    def usual(self, rng: np.random.Generator, person: Ints) -> Ints:
        """Return a usual file for each given person: favourite folders, and favourite files within them."""
        u = rng.random(len(person))
        place = np.zeros(len(person), np.int64)
        for column in range(self.choices.shape[1] - 1):
            place += self.cumulative[person, column] < u
        inner = np.minimum(rng.geometric(0.08, len(person)) - 1, self.per_folder - 1)
        return np.asarray(self.choices[person, place] * self.per_folder + inner)

    def of_folders(self, rng: np.random.Generator, folders: Ints, n: int) -> Ints:
        """Return ``n`` different files of some folders; they repeat only where there are not so many."""
        pool = (folders[:, None] * self.per_folder + np.arange(self.per_folder)).ravel()
        return rng.choice(pool, n, replace=n > len(pool))

    def of_teams(self, rng: np.random.Generator, teams: Ints | int, n: int) -> Ints:
        """Return ``n`` files of the folders of some teams, or of one."""
        return self.of_folders(rng, np.flatnonzero(np.isin(self.folder_team, teams)), n)


def make_store(
    rng: np.random.Generator,
    people: People,
    *,
    per_team: int = _PER_TEAM,
    common: int = _COMMON,
    per_folder: int = _PER_FOLDER,
) -> Store:
    """Draw folders for the teams and what each person uses: the team's, some of the department's, common ones.

    A store of repositories has one file a folder; one of records has items in series.
    """
    teams = int(people.team.max()) + 1
    team = np.concatenate([np.repeat(np.arange(teams), per_team), np.full(common, -1)])
    department = np.full(len(team), -1)
    department[team >= 0] = team[team >= 0] // 5
    choices, weights = [], []
    for own_team, own_department in zip(people.team, people.department, strict=True):
        mine = np.flatnonzero(team == own_team)
        near = np.flatnonzero((department == own_department) & (team != own_team))
        near = near if len(near) else np.flatnonzero(team < 0)
        others = rng.choice(near, 4, replace=len(near) < 4)
        shared = rng.choice(np.flatnonzero(team < 0), 3, replace=False)
        choices.append(np.concatenate([mine, others, shared]))
        favourites = rng.dirichlet(np.full(len(mine), 0.6)) * 0.85
        weights.append(np.concatenate([favourites, np.full(4, 0.02), np.full(3, 0.023)]))
    cumulative = np.cumsum(np.array(weights), axis=1)
    return Store(team, department, np.array(choices), cumulative / cumulative[:, -1:], per_folder)
