"""The file store: folders by department and team, files with names, and who usually works where."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from custodes.simulate.people import People

__all__ = ["Store", "make_store"]

_WORDS = "budget plan report draft minutes design test offer contract drawing review notes list survey audit spec".split()
_ENDINGS = ("docx", "xlsx", "pdf", "pptx", "dwg", "txt")
_PER_TEAM = 10
_COMMON = 12


@dataclass(frozen=True)
class Store:
    """Folders and their files; a file's number is ``folder * per_folder + k``.

    folder_team: team of a folder, -1 for common ones · folder_department likewise
    cumulative:  persons × choices, cumulative weights of the folders in ``choices``
    """

    per_folder: int
    folder_team: NDArray[np.int64]
    folder_department: NDArray[np.int64]
    choices: NDArray[np.int64]
    cumulative: NDArray[np.float64]

    @property
    def folders(self) -> int:
        """Number of folders."""
        return len(self.folder_team)

    def path(self, folder: int) -> str:
        """Return a folder's path below the site, of two or three levels."""
        team = int(self.folder_team[folder])
        if team < 0:
            return f"Common/{_WORDS[folder % 16].title()}"
        return f"Team{team:03d}/{_WORDS[folder % 16].title()}{folder % _PER_TEAM}"

    def site(self, folder: int) -> str:
        """Return the site that a folder is in."""
        department = int(self.folder_department[folder])
        return "common" if department < 0 else f"dept{department:02d}"

    def name(self, file: int) -> str:
        """Return a file's name."""
        return f"{_WORDS[file * 7 % 16]}_{file:06d}.{_ENDINGS[file * 5 % 6]}"

    def usual(self, rng: np.random.Generator, person: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return a usual file for each given person: favourite folders, and favourite files within them."""
        u = rng.random(len(person))
        place = (self.cumulative[person] < u[:, None]).sum(axis=1)
        folder = self.choices[person, np.minimum(place, self.choices.shape[1] - 1)]
        return folder * self.per_folder + np.minimum(rng.geometric(0.08, len(person)) - 1, self.per_folder - 1)

    def anywhere(self, rng: np.random.Generator, n: int) -> NDArray[np.int64]:
        """Return any files."""
        return rng.integers(0, self.folders * self.per_folder, n)

    def of_folders(self, rng: np.random.Generator, folders: NDArray[np.int64], n: int) -> NDArray[np.int64]:
        """Return ``n`` different files of some folders, as far as there are so many."""
        pool = (folders[:, None] * self.per_folder + np.arange(self.per_folder)).ravel()
        return rng.choice(pool, n, replace=n > len(pool))


def make_store(rng: np.random.Generator, people: People) -> Store:
    """Draw folders for the teams and what each person prefers: their team's, some of the department's, common ones."""
    teams = int(people.team.max()) + 1
    team = np.concatenate([np.repeat(np.arange(teams), _PER_TEAM), np.full(_COMMON, -1)])
    department = np.where(team >= 0, team // 5, -1)
    choices, weights = [], []
    for own_team, own_department in zip(people.team, people.department, strict=True):
        mine = np.flatnonzero(team == own_team)
        near = np.flatnonzero((department == own_department) & (team != own_team))
        others = rng.choice(near, 4, replace=len(near) < 4) if len(near) else rng.choice(len(team), 4)  # noqa: PLR2004
        common = rng.choice(np.flatnonzero(team < 0), 3, replace=False)
        choices.append(np.concatenate([mine, others, common]))
        weights.append(np.concatenate([rng.dirichlet(np.full(len(mine), 0.6)) * 0.85, np.full(4, 0.02), np.full(3, 0.023)]))
    cumulative = np.cumsum(np.array(weights), axis=1)
    return Store(60, team, department, np.array(choices), cumulative / cumulative[:, -1:])
