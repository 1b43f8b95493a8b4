"""Verdicts: planted changes are named, place and slowness pass, what is hidden is never passed."""

from dataclasses import replace

import pytest

from recorder.episode.actions import Click, Hidden, Type
from recorder.episode.events import Button as PointerButton
from recorder.episode.events import HiddenReason, Mark, MarkKind, WindowContext
from recorder.episode.phrase import english, phrase
from recorder.episode.screen import Rect
from recorder.episode.time import NS_PER_MS, NS_PER_SECOND
from replay.evidence import StepEvidence
from replay.gate import Answer, Late, Lost, Moved, Ready
from replay.plan.inputs import ButtonDown
from replay.plan.steps import PlanStep, Point, Refusal, RefusalKind
from replay.seeing.picture import ScreenPicture
from replay.seeing.reading import Tesseract
from replay.verdict import RegionKind, StepVerdict, TextSource, VerdictKind
from replay.verification import judge_episode, judge_step
from replay.verified_run import is_cut_short
from tests.rigs.drawn_screen import DESKTOP, Screen
from tests.rigs.replay_plans import plan_of, step

BEFORE = Screen()
AFTER = BEFORE.with_(lit_row="Item 13")
WINDOW = WindowContext("Editor", "letter.txt - Editor", BEFORE.window)


def evidence(
    seen: Screen,
    *,
    recorded: Screen = AFTER,
    before: Screen = BEFORE,
    answer: Answer | None = None,
    window: WindowContext | None = WINDOW,
    seen_before: Screen | None = None,
) -> StepEvidence:
    x, y = BEFORE.centre("Item 13")
    action = Click(
        start_ns=0,
        end_ns=0,
        context=None,
        sources=(1,),
        button=PointerButton.LEFT,
        count=1,
        x=x,
        y=y,
        modifiers=(),
    )
    inputs = (ButtonDown(at_ns=0, button=PointerButton.LEFT),)
    step = PlanStep(number=4, action=action, at_ns=0, target=Point(x, y), inputs=inputs, window=WINDOW)
    return StepEvidence(
        step=step,
        is_reached=True,
        answer=answer or Ready(),
        began_ns=0,
        recorded_before=before.recorded(),
        recorded_after=(recorded.recorded(),),
        seen_before=None if seen_before is None else seen_before.shown(),
        seen_after=seen.shown(),
        recorded_window=WINDOW,
        seen_window=window,
    )


def said(verdict: StepVerdict) -> str:
    return " ".join(english(reason) for reason in verdict.reasons)


def test_what_did_again_what_it_did_is_the_same() -> None:
    verdict = judge_step(evidence(AFTER))
    assert verdict.kind is VerdictKind.SAME
    assert verdict.passes
    assert verdict.confidence > 0.9
    assert verdict.reasons == ()
    assert verdict.regions == ()


def test_what_a_cut_took_the_outcome_of_is_not_comparable_and_what_is_there_passes() -> None:
    # A window that closes just after the recording's end.
    closed = evidence(AFTER.with_(window=Rect(0, 0, 1, 1)), window=None)
    assert judge_step(closed).kind is VerdictKind.DIFFERENT
    verdict = judge_step(replace(closed, is_cut_short=True))
    assert verdict.kind is VerdictKind.NOT_COMPARABLE
    assert "nobody knows what it led to" in said(verdict)
    assert judge_step(replace(evidence(AFTER), is_cut_short=True)).kind is VerdictKind.SAME


@pytest.mark.parametrize(("after_ms", "is_short"), [(0, True), (499, True), (500, False), (-1, False)])
def test_a_gap_cuts_a_step_short_only_right_after_it(after_ms: int, *, is_short: bool) -> None:
    at_ns = 2_000 * NS_PER_MS
    done = step(1, 2_000)
    done = replace(done, action=replace(done.action, start_ns=at_ns, end_ns=at_ns))
    gap_ns = at_ns + after_ms * NS_PER_MS
    plan = replace(plan_of(done), gaps=(Mark(gap_ns, gap_ns, MarkKind.CUT),))
    assert is_cut_short(plan, plan.steps[0]) is is_short


def test_the_same_input_has_the_same_verdict() -> None:
    changed = AFTER.with_button("Save", label="Send")
    assert judge_step(evidence(changed)) == judge_step(evidence(changed))


@pytest.mark.parametrize(
    ("changed", "shape", "place"),
    [
        (AFTER.with_button("Save", label="Send"), "a word or a label", "at the lower left of the window"),
        (AFTER.with_(rows=BEFORE.rows[:-1]), "a word or a label", "just below where the person acted"),
        (BEFORE, "a line of text", "where the person acted"),
        (AFTER.with_(lines=("Dear Anne,", *BEFORE.lines[1:])), "a small spot", None),
        (AFTER.with_(lit_row="Item 14"), None, "where the person acted"),
        (
            AFTER.with_(extra=((Rect(150, 120, 420, 320), (180, 190, 210)),)),
            "most of what is shown",
            "in the middle of the window",
        ),
    ],
)
def test_a_planted_change_is_named(changed: Screen, shape: str | None, place: str | None) -> None:
    verdict = judge_step(evidence(changed))
    assert verdict.kind is VerdictKind.DIFFERENT
    assert verdict.number == 4
    assert verdict.confidence >= 0.6
    (region, *_) = verdict.regions
    assert region.kind is RegionKind.CHANGED
    assert shape is None or english(region.shape) == shape
    assert place is None or english(region.place) == place


def test_what_lies_beside_what_the_step_was_about_is_not_compared() -> None:
    elsewhere = AFTER.with_(ground=(120, 40, 90), clock="23:59:59")
    assert judge_step(evidence(elsewhere)).kind is VerdictKind.SAME


def test_a_menu_beside_its_window_is_what_the_step_was_about() -> None:
    menu = ((Rect(660, 300, 100, 200), (240, 240, 240)),)
    with_menu = BEFORE.with_(extra=menu)
    assert judge_step(evidence(with_menu, recorded=with_menu)).kind is VerdictKind.SAME
    verdict = judge_step(evidence(BEFORE, recorded=with_menu))
    assert verdict.kind is VerdictKind.DIFFERENT
    assert english(verdict.regions[0].place) == "at the lower right of the screen"


def test_a_window_that_stands_elsewhere_passes_and_says_so() -> None:
    moved = AFTER.with_(window=AFTER.window.moved(60, 35))
    window = replace(WINDOW, rect=moved.window)
    verdict = judge_step(evidence(moved, answer=Moved(60, 35), window=window))
    assert verdict.kind is VerdictKind.SAME_AFTER_MOVING
    assert verdict.passes
    assert verdict.moved == (60, 35)
    assert "60 px to the right and 35 px down" in said(verdict)
    changed = moved.with_button("Save", label="Send")
    assert judge_step(evidence(changed, answer=Moved(60, 35), window=window)).kind is VerdictKind.DIFFERENT


def test_a_list_that_grew_passes_and_one_that_changed_does_not() -> None:
    longer = AFTER.with_(rows=(*BEFORE.rows[:1], "Item 1", *BEFORE.rows[1:]))
    verdict = judge_step(evidence(longer, answer=Moved(0, 24)))
    assert verdict.kind is VerdictKind.SAME_AFTER_MOVING
    other = AFTER.with_(rows=(*BEFORE.rows[:1], "Item 1", *BEFORE.rows[1:4], "Letter 5", BEFORE.rows[5]))
    assert judge_step(evidence(other, answer=Moved(0, 24))).kind is VerdictKind.DIFFERENT


def test_slowness_alone_passes_and_says_so() -> None:
    late = replace(
        evidence(AFTER, answer=Late(3 * NS_PER_SECOND)),
        planned_ns=2 * NS_PER_SECOND,
        began_ns=4 * NS_PER_SECOND,
    )
    verdict = judge_step(late)
    assert verdict.kind is VerdictKind.LATE
    assert verdict.passes
    assert "about 2 seconds later" in said(verdict)
    on_time = replace(late, began_ns=2 * NS_PER_SECOND + 100 * NS_PER_MS)
    assert judge_step(on_time).kind is VerdictKind.SAME


def test_a_step_that_was_not_ready_is_not_blamed_for_the_one_before() -> None:
    behind = replace(evidence(AFTER), planned_ns=0, began_ns=5 * NS_PER_SECOND)
    assert judge_step(behind).kind is VerdictKind.SAME


def test_a_lost_target_is_different_and_shows_what_was_there_instead() -> None:
    changed = BEFORE.with_(rows=tuple("Item 99" if row == "Item 13" else row for row in BEFORE.rows))
    lost = evidence(changed, answer=Lost(phrase("It is not there.")), seen_before=changed)
    verdict = judge_step(lost)
    assert verdict.kind is VerdictKind.DIFFERENT
    assert said(verdict).startswith("It is not there. Nothing was done")
    assert [english(region.place) for region in verdict.regions] == ["where the person acted"]


def test_what_is_covered_is_not_comparable_and_never_passes() -> None:
    hidden = AFTER.with_(covers=(BEFORE.window,))
    verdict = judge_step(evidence(AFTER, recorded=hidden, before=hidden))
    assert verdict.kind is VerdictKind.NOT_COMPARABLE
    assert not verdict.passes
    assert {region.kind for region in verdict.regions} == {RegionKind.NOT_COMPARABLE}


def test_a_part_that_is_covered_lowers_what_stands_behind_a_pass() -> None:
    hidden = AFTER.with_(covers=(Rect(112, 136, 240, 100),))
    other = AFTER.with_(lines=("Nobody", "may", "know"))
    verdict = judge_step(evidence(other, recorded=hidden))
    assert verdict.kind is VerdictKind.SAME
    assert verdict.confidence < judge_step(evidence(AFTER)).confidence
    assert RegionKind.NOT_COMPARABLE in {region.kind for region in verdict.regions}
    assert "not compared" in said(verdict)


def test_a_step_whose_inputs_were_not_all_given_is_not_reached_however_alike_it_looks() -> None:
    verdict = judge_step(replace(evidence(AFTER), began_ns=None))
    assert verdict.kind is VerdictKind.NOT_REACHED
    assert said(verdict) == "The replay ended before this step was done."
    lost = replace(evidence(BEFORE, answer=Lost(phrase("It is not there."))), began_ns=None)
    assert judge_step(lost).kind is VerdictKind.DIFFERENT


def test_hidden_keys_are_not_comparable() -> None:
    keys = Hidden(start_ns=0, end_ns=1, context=None, sources=(), reason=HiddenReason.PASSWORD)
    step = PlanStep(number=2, action=keys, at_ns=0, target=None, refusal=Refusal(RefusalKind.HIDDEN_KEYS))
    assert judge_step(StepEvidence(step=step, is_reached=True)).kind is VerdictKind.NOT_COMPARABLE


def test_without_a_picture_nothing_can_be_compared() -> None:
    blind = replace(evidence(AFTER), recorded_after=(), recorded_before=None)
    assert judge_step(blind).kind is VerdictKind.NOT_COMPARABLE


def test_what_is_volatile_is_not_compared() -> None:
    spinning = AFTER.with_(extra=((Rect(560, 90, 40, 40), (200, 30, 30)),))
    assert judge_step(evidence(spinning)).kind is VerdictKind.DIFFERENT
    verdict = judge_step(evidence(spinning), volatile=(Rect(552, 88, 56, 48),))
    assert verdict.kind is VerdictKind.SAME
    assert [region.kind for region in verdict.regions] == [RegionKind.VOLATILE]


def test_what_is_marked_by_hand_is_not_compared_and_said_to_be() -> None:
    spinning = AFTER.with_(extra=((Rect(560, 90, 40, 40), (200, 30, 30)),))
    marks = (Rect(552, 88, 56, 48), Rect(120, 500, 10, 10), Rect(0, 0, 20, 20))
    verdict = judge_step(evidence(spinning), ignored=marks)
    assert verdict.kind is VerdictKind.SAME
    # The third lies beside what the step is about: nothing of that was left out.
    assert [region.kind for region in verdict.regions] == [RegionKind.VOLATILE] * 2
    assert verdict.left_out == 2
    assert said(verdict) == "2 places were left out of the comparison: marked by hand."
    assert verdict.confidence < judge_step(evidence(AFTER)).confidence
    whole = judge_episode([verdict, judge_step(evidence(AFTER))])
    assert whole.passes
    assert "One step was compared without what was marked by hand." in map(english, whole.reasons)


def test_a_change_beside_what_is_marked_by_hand_is_still_one() -> None:
    spinning = AFTER.with_button("Save", label="Send").with_(extra=((Rect(560, 90, 40, 40), (200, 30, 30)),))
    verdict = judge_step(evidence(spinning), ignored=(Rect(552, 88, 56, 48),))
    assert verdict.kind is VerdictKind.DIFFERENT
    assert "marked by hand" in said(verdict)


def test_where_all_is_marked_by_hand_nothing_passes() -> None:
    verdict = judge_step(evidence(BEFORE), ignored=(DESKTOP,))
    assert verdict.kind is VerdictKind.NOT_COMPARABLE
    assert "nothing is left to compare" in said(verdict)
    assert judge_episode([verdict]).kind is VerdictKind.NOT_COMPARABLE


def test_a_picture_that_was_taken_a_moment_later_will_do() -> None:
    late = replace(evidence(AFTER), recorded_after=(BEFORE.recorded(), AFTER.recorded()))
    assert judge_step(late).kind is VerdictKind.SAME


def test_another_application_or_title_is_different_and_another_folder_is_not() -> None:
    app = judge_step(evidence(AFTER, window=replace(WINDOW, app="Terminal")))
    assert app.kind is VerdictKind.DIFFERENT
    assert app.confidence == 1.0
    assert [text.source for text in app.texts] == [TextSource.APP]
    title = judge_step(evidence(AFTER, window=replace(WINDOW, title="draft.txt - Editor")))
    assert title.kind is VerdictKind.DIFFERENT
    assert "draft" not in repr(title)
    titled = AFTER.with_(title="/home/a/letter.txt - Editor")
    folder = judge_step(evidence(titled, window=replace(WINDOW, title=titled.title)))
    assert folder.kind is VerdictKind.SAME
    assert judge_step(evidence(AFTER, window=None)).kind is VerdictKind.DIFFERENT


def test_of_a_hidden_window_nothing_is_asked() -> None:
    hidden = WindowContext("", "", None, HiddenReason.REDACTED)
    seen = replace(evidence(AFTER, window=replace(WINDOW, app="Terminal")), recorded_window=hidden)
    assert judge_step(seen).kind is VerdictKind.SAME


def test_what_arrived_must_be_what_was_typed() -> None:
    action = Type(start_ns=0, end_ns=0, context=None, sources=(1,), text="Grüße")
    asked = evidence(AFTER)
    typed = replace(asked, step=replace(asked.step, action=action, target=None), typed="Grüße")
    assert judge_step(typed).kind is VerdictKind.SAME
    verdict = judge_step(replace(typed, typed="Gre"))
    assert verdict.kind is VerdictKind.DIFFERENT
    assert "Gr" not in repr(verdict)


def test_what_is_selected_is_no_other_way_to_draw_the_same_text() -> None:
    reader = Tesseract.if_installed()
    if reader is None:
        pytest.skip("tesseract is not installed")
    line = Rect(BEFORE.window.x + 10, BEFORE.window.y + 60, 250, 26)
    pixels = AFTER.shown().pixels.copy()
    selected = pixels[line.y : line.bottom, line.x : line.right, :3]
    # White letters on blue, as toolkits show what is selected.
    share = selected.astype(float).mean(axis=2, keepdims=True) / 250
    selected[:] = (share * (228, 132, 53) + (1 - share) * 255).clip(0, 255).astype("uint8")
    asked = replace(evidence(AFTER), seen_after=ScreenPicture(AFTER.shown().place, pixels))
    verdict = judge_step(asked, reader=reader)
    assert verdict.kind is VerdictKind.DIFFERENT


def test_reading_decides_where_letters_are_drawn_otherwise() -> None:
    reader = Tesseract.if_installed()
    if reader is None:
        pytest.skip("tesseract is not installed")
    otherwise = evidence(AFTER.with_(text_offset=0.5))
    assert judge_step(otherwise).kind is VerdictKind.DIFFERENT
    verdict = judge_step(otherwise, reader=reader)
    assert verdict.kind is VerdictKind.SAME
    assert "reads the same" in said(verdict)
    lines = (BEFORE.lines[0], "thank you for 188 apples", BEFORE.lines[2])
    changed = judge_step(evidence(AFTER.with_(lines=lines)), reader=reader)
    assert changed.kind is VerdictKind.DIFFERENT
    assert changed.confidence >= 0.95
    (text,) = changed.texts
    assert "183" in text.expected
    assert "188" in text.seen


def test_pictures_of_other_screens_are_refused() -> None:
    asked = evidence(AFTER)
    small = ScreenPicture(Rect(0, 0, 400, 300), AFTER.shown().part(Rect(0, 0, 400, 300)).pixels)
    assert small.place != DESKTOP
    with pytest.raises(ValueError, match="one place"):
        judge_step(replace(asked, seen_after=small))


def verdicts(*kinds: VerdictKind) -> list[StepVerdict]:
    return [StepVerdict(number=n, kind=kind, confidence=0.9) for n, kind in enumerate(kinds, 1)]


def test_an_episode_is_what_its_steps_are() -> None:
    same, moved, late, hidden = (
        VerdictKind.SAME,
        VerdictKind.SAME_AFTER_MOVING,
        VerdictKind.LATE,
        VerdictKind.NOT_COMPARABLE,
    )
    assert judge_episode(verdicts(same, same)).kind is same
    assert judge_episode(verdicts(same, moved, late)).kind is moved
    assert judge_episode(verdicts(same, late)).kind is late
    partly = judge_episode(verdicts(same, same, hidden))
    assert partly.kind is same
    assert partly.confidence == pytest.approx(0.6)
    assert [english(reason) for reason in partly.reasons] == ["One step cannot be compared."]
    assert judge_episode(verdicts(same, hidden, hidden)).kind is hidden
    assert judge_episode([]).kind is hidden
    assert not judge_episode([]).passes


def test_an_episode_fails_at_its_first_step_that_does() -> None:
    failed = judge_episode(
        verdicts(VerdictKind.SAME, VerdictKind.DIFFERENT, VerdictKind.NOT_REACHED, VerdictKind.NOT_REACHED)
    )
    assert failed.kind is VerdictKind.DIFFERENT
    assert failed.first_failing == 2
    assert english(failed.reasons[0]) == "It went another way at step 2."
    ended = judge_episode(verdicts(VerdictKind.SAME, VerdictKind.NOT_REACHED))
    assert ended.kind is VerdictKind.NOT_REACHED


def test_a_dialog_that_only_the_replay_showed_is_different_wherever_it_is() -> None:
    dialog = AFTER.with_(extra=((Rect(680, 200, 110, 90), (240, 230, 200)),))
    shown = replace(evidence(dialog), seen_before=BEFORE.shown())
    assert judge_step(shown).kind is VerdictKind.DIFFERENT
    ticking = AFTER.with_(clock="10:52:48")
    assert judge_step(replace(evidence(ticking), seen_before=BEFORE.shown())).kind is VerdictKind.SAME


def test_without_a_known_window_what_the_step_changed_is_compared() -> None:
    asked = evidence(AFTER.with_(ground=(120, 40, 90)))
    unknown = replace(asked, step=replace(asked.step, window=None), recorded_window=None)
    assert judge_step(unknown).kind is VerdictKind.SAME
    undone = replace(unknown, seen_after=BEFORE.with_(ground=(120, 40, 90)).shown())
    assert judge_step(undone).kind is VerdictKind.DIFFERENT
