from pathlib import Path

from tests.unit.replay.plan.planned import acting, all_inputs, begun, brief, planned


def test_smoke(tmp_path: Path) -> None:
    s = begun().focus("mousepad", "a").after(500).move(10, 10).after(50).move(20, 30).after(100).click(21, 30)
    s.after(300).write("Hé").tap("backspace").after(50).press("ctrl_l").after(400).tap("s", "\x13").release("ctrl_l").after(2500).scroll(-3)
    plan = planned(tmp_path, s)
    for step in plan.steps:
        print(step.number, type(step.action).__name__, step.at_ns/1e6, step.target, brief(step.approach), brief(step.inputs), step.refusal)
