"""Starts the task for a person: shows the command, asks, says where the files lie and what became of them."""

import os
import sys
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

import click

from recorder.commands.errors import StartNotAgreedError, TaskWouldBeHiddenError
from recorder.commands.files import make_folder
from recorder.commands.output import note
from recorder.commands.width import reading_columns, wrapped
from recorder.episode.study import Task
from recorder.task_start.folder import remove_untouched
from recorder.task_start.parting import environment_for_programs, is_temporary, temporary_folder
from recorder.task_start.plan import StartPlan, plan_start
from recorder.task_start.starting import StartedTask, start_task
from recorder.wording import clean, count_text


@dataclass(frozen=True, slots=True)
class StartWishes:
    """What the person wants of a start.

    Attributes:
        is_agreed: The command was agreed to beforehand.
        folder: Where the task's files shall lie; a new temporary folder where ``None``.
    """

    is_agreed: bool
    folder: Path | None


def start_for_person(task: Task, wishes: StartWishes, *, own_processes: Collection[int]) -> StartedTask:
    """Show what the study runs, ask, and start it.

    Args:
        task: Of a study that the person consented to.
        wishes: Their answers.
        own_processes: Assent's: a window of one of these would be hidden from the recording.

    Raises:
        click.Abort: The person does not want the command to run.
        StartNotAgreedError: There is nobody to ask.
        TaskWouldBeHiddenError: The task opened in this very terminal program.
        UserFacingError: As ``start_task``.
    """
    plan = plan_start(task.start)
    _agree(plan, wishes)
    folder = wishes.folder
    if folder is None:
        folder = temporary_folder()
    else:
        make_folder(folder)
        folder = folder.absolute()
    note(f"Starting the task in {clean(str(folder))}")
    try:
        started = start_task(plan, folder, environment=environment_for_programs(os.environ))
    except BaseException:
        remove_untouched(folder, plan.files)
        raise
    for difference in started.differences:
        note(difference)
    if started.window_process in own_processes:
        raise TaskWouldBeHiddenError(clean(plan.command[0]), folder)
    return started


def say_where(folder: Path | None) -> None:
    """Say where the task's files are, if they are."""
    if folder is None:
        return
    note(f"The task's files are yours, in {clean(str(folder))}")
    if is_temporary(folder):
        note("That is a temporary folder: move what you want to keep.")


def _agree(plan: StartPlan, wishes: StartWishes) -> None:
    files = ", ".join("/".join(file.parts) for file in plan.files)
    placed = f", in a folder with {count_text(len(plan.files), 'file')}: {clean(files)}" if files else ""
    told = wrapped(f"The study starts this program{placed}", reading_columns(sys.stderr))
    note("\n".join(["", *told, "", f"    {clean(plan.command_text)}", ""]))
    if wishes.is_agreed:
        return
    if not sys.stdin.isatty():
        raise StartNotAgreedError
    click.confirm("Start it?", abort=True, err=True)
