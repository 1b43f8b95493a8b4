"""The vault, the looks, the language and the hotkeys. What is changed holds at once."""

from importlib.metadata import version
from typing import Final

from PySide6.QtCore import QLocale, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFrame,
    QKeySequenceEdit,
    QPushButton,
    QSpinBox,
    QWidget,
)

from recorder.recording.hotkeys import HotkeyError, chords_of, parse_chord
from recorder.recording.messages import Hotkeys
from recorder.vault.keys import WrapKind
from studio.settings import FEWEST_IDLE_MINUTES, MOST_IDLE_MINUTES, Look
from studio.ui.models.hotkey_text import chord_of, sequence_of
from studio.ui.models.key_choice import ChosenKeys
from studio.ui.models.settings_desk import SettingsDesk
from studio.ui.models.vault_desk import VaultDesk
from studio.ui.theme import GRID
from studio.ui.widgets.cards import add_field, button_row, card, form
from studio.ui.widgets.column import Column
from studio.ui.widgets.hearing_card import HearingCard
from studio.ui.widgets.key_table import KeyTable
from studio.ui.widgets.keys_card import KeysCard
from studio.ui.widgets.notice import Notice
from studio.ui.widgets.receiving_card import ReceivingCard
from studio.ui.widgets.stores_card import StoresCard
from studio.ui.widgets.text import words
from studio.ui.words import languages, later, one_of, tr

_LOOKS: Final = {
    Look.SYSTEM: later("As the system"),
    Look.LIGHT: later("Light"),
    Look.DARK: later("Dark"),
    Look.HIGH_CONTRAST: later("High contrast"),
}
_HOTKEYS: Final = {
    "toggle_pause": later("Pause and go on"),
    "off_the_record": later("Take the last minutes off the record"),
    "stop": later("Stop"),
    "panic": later("Destroy the recording at once"),
}
_WAYS: Final = {
    WrapKind.PASSPHRASE: later("your passphrase"),
    WrapKind.KEYRING: later("this computer's keyring"),
    WrapKind.RECOVERY_CODE: later("the recovery code"),
}


class SettingsPage(Column):
    """One card for each subject.

    Args:
        settings: What holds now, and keeps what is changed.
        desk: The vault.

    Attributes:
        keys: The person's card.
        stores: The stores of their studies.
    """

    passphrase_requested = Signal()
    lock_requested = Signal()
    check_requested = Signal()
    card_requested = Signal()
    sign_in_requested = Signal(object)

    def __init__(self, settings: SettingsDesk, desk: VaultDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._settings = settings
        self._opens_by = words("", role="quiet")
        self._hotkey_fields: dict[str, QKeySequenceEdit] = {}
        self.notice = Notice()
        self._hotkey_notice = Notice()
        self.keys = KeysCard(desk)
        self.keys.card_requested.connect(self.card_requested)
        self.stores = StoresCard(desk)
        self.stores.sign_in_requested.connect(self.sign_in_requested)
        self.body.addWidget(words(tr("Settings"), role="title"))
        self.body.addWidget(self.notice)
        cards = (
            self._vault_card(desk), self.keys, ReceivingCard(settings), self.stores,
            HearingCard(settings), self._look_card(),
            self._hotkey_card(), self._key_card(), self._about_card(),
        )  # fmt: skip
        for each in cards:
            self.body.addWidget(each)
        self.body.addStretch(1)
        settings.unwritable.connect(self.notice.say_error)
        desk.ask(lambda vault: vault.opens_by, on_done=self._on_ways, on_failed=self.notice.say_error)

    def refresh(self) -> None:
        """Show what has changed in the vault."""
        self.keys.refresh()
        self.stores.refresh()

    def let_go(self) -> None:
        """End what is under way; the page is of no use after it."""
        self.stores.let_go()

    def _vault_card(self, desk: VaultDesk) -> QFrame:
        held, layout = card(tr("Vault"))
        layout.addWidget(words(tr("Your recordings are in {folder}", folder=str(desk.home))))
        layout.addWidget(self._opens_by)
        self._change = QPushButton(tr("Change the &passphrase…"))
        lock = QPushButton(tr("&Lock now"))
        lock.setToolTip(tr("Lock the vault (Ctrl+L)"))
        layout.addLayout(button_row(self._change, lock))
        self._minutes = QSpinBox()
        self._minutes.setRange(FEWEST_IDLE_MINUTES, MOST_IDLE_MINUTES)
        self._minutes.setSuffix(" " + tr("min"))
        self._minutes.setValue(self._settings.now.idle_minutes)
        self._with_screen = QCheckBox(tr("Lock with the &screen, and before this computer sleeps"))
        self._with_screen.setChecked(self._settings.now.lock_with_screen)
        fields = form()
        add_field(fields, tr("Lock after &quiet time of"), self._minutes)
        layout.addLayout(fields)
        layout.addWidget(self._with_screen)
        self._change.clicked.connect(self.passphrase_requested)
        lock.clicked.connect(self.lock_requested)
        self._minutes.valueChanged.connect(self._on_minutes)
        self._with_screen.toggled.connect(self._on_with_screen)
        self.first_stop: QWidget = self._change
        return held

    def _look_card(self) -> QFrame:
        held, layout = card(tr("Appearance and language"))
        self._look = QComboBox()
        for look, name in _LOOKS.items():
            self._look.addItem(tr(name), look)
        self._look.setCurrentIndex(self._look.findData(self._settings.now.look))
        self._language = QComboBox()
        self._language.addItem(tr("As the system"), "")
        for tag in languages():
            self._language.addItem(_language_name(tag), tag)
        self._language.setCurrentIndex(max(0, self._language.findData(self._settings.now.language)))
        fields = form()
        add_field(fields, tr("&Colours"), self._look)
        add_field(fields, tr("Lan&guage"), self._language)
        layout.addLayout(fields)
        layout.addWidget(
            words(
                tr(
                    "Sizes follow the scale of your desktop. To make only Assent larger, start it with "
                    "QT_SCALE_FACTOR=1.5."
                ),
                role="quiet",
            )
        )
        self._look.activated.connect(self._on_look)
        self._language.activated.connect(self._on_language)
        return held

    def _hotkey_card(self) -> QFrame:
        held, layout = card(tr("Keys while recording"))
        layout.addWidget(
            words(tr("They work in every program. Each needs two of Ctrl, Alt, Shift and one more key."))
        )
        fields = form()
        for name, label in _HOTKEYS.items():
            field = QKeySequenceEdit(sequence_of(getattr(self._settings.now.hotkeys, name)))
            field.setMaximumSequenceLength(1)
            field.setMinimumWidth(GRID * 28)
            self._hotkey_fields[name] = field
            add_field(fields, tr(label), field)
            field.editingFinished.connect(self._on_hotkeys)
        layout.addLayout(fields)
        layout.addWidget(self._hotkey_notice)
        reset = QPushButton(tr("As at the &beginning"))
        reset.clicked.connect(self._on_hotkeys_reset)
        layout.addLayout(button_row(reset))
        return held

    def _key_card(self) -> QFrame:
        held, layout = card(tr("Keys while reviewing"))
        layout.addWidget(
            words(
                tr("Choose a field and press the key that you want. They do nothing while you type a text.")
            )
        )
        table = KeyTable(self._settings.now.keys)
        table.chosen_changed.connect(self._on_keys)
        layout.addWidget(table)
        reset = QPushButton(tr("As at the beginning"))
        reset.setAccessibleName(tr("Keys while reviewing as at the beginning"))
        reset.clicked.connect(table.reset)
        layout.addLayout(button_row(reset))
        return held

    def _about_card(self) -> QFrame:
        held, layout = card(tr("About Assent"))
        layout.addWidget(words(tr("Version {version}", version=version("assent"))))
        layout.addWidget(
            words(
                tr(
                    "Free software under the GNU Affero General Public License, version 3 or later, without "
                    "any warranty. It sends nothing to anyone by itself."
                ),
                role="quiet",
            )
        )
        check = QPushButton(tr("Check &this computer"))
        check.clicked.connect(self.check_requested)
        layout.addLayout(button_row(check))
        return held

    def _on_ways(self, ways: frozenset[WrapKind]) -> None:
        names = [tr(name) for way, name in _WAYS.items() if way in ways]
        self._opens_by.setText(tr("It opens by {ways}.", ways=one_of(names)))

    def _on_minutes(self, minutes: int) -> None:
        self._settings.change(idle_minutes=minutes)

    def _on_with_screen(self, on: bool) -> None:  # noqa: FBT001 - Qt's signal
        self._settings.change(lock_with_screen=on)

    def _on_look(self) -> None:
        self._settings.change(look=Look(self._look.currentData()))

    def _on_language(self) -> None:
        self._settings.change(language=str(self._language.currentData()))

    def _on_keys(self, chosen: ChosenKeys) -> None:
        self._settings.change(keys=chosen)

    def _on_hotkeys(self) -> None:
        hotkeys = Hotkeys(
            **{name: chord_of(field.keySequence()) for name, field in self._hotkey_fields.items()}
        )
        if hotkeys == self._settings.now.hotkeys:
            self._hotkey_notice.hide()
            return
        problem = _problem_of(hotkeys)
        if problem:
            self._hotkey_notice.say(problem)
            return
        self._hotkey_notice.hide()
        self._settings.change(hotkeys=hotkeys)

    def _on_hotkeys_reset(self) -> None:
        for name, field in self._hotkey_fields.items():
            field.setKeySequence(sequence_of(getattr(Hotkeys(), name)))
        self._on_hotkeys()


def _problem_of(hotkeys: Hotkeys) -> str:
    """Why they cannot be used, naming the two that clash; empty if they can."""
    names = {name: getattr(hotkeys, name) for name in _HOTKEYS}
    for name, chord in names.items():
        for other, same in names.items():
            if name < other and chord and chord == same:
                return tr(
                    "“{one}” and “{other}” have the same keys. The keys before still hold.",
                    one=tr(_HOTKEYS[name]),
                    other=tr(_HOTKEYS[other]),
                )
    for name, chord in names.items():
        if not _stands_alone(chord):
            return tr(
                "“{name}” needs two of Ctrl, Alt, Shift and one more key. The keys before still hold.",
                name=tr(_HOTKEYS[name]),
            )
    try:
        chords_of(hotkeys)
    except HotkeyError:
        return tr("These keys cannot be used together. The keys before still hold.")
    return ""


def _stands_alone(chord: str) -> bool:
    try:
        parse_chord(chord)
    except HotkeyError:
        return False
    return True


def _language_name(tag: str) -> str:
    # "en" alone would be American English to Qt; of a language of the world there is "en_001".
    name = QLocale(f"{tag}_001" if tag == "en" else tag).nativeLanguageName()
    return f"{name[:1].upper()}{name[1:]}" or tag
