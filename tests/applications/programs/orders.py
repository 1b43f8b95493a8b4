"""A program full of dialogs, as an office has them: tabs, a list, a menu, radio buttons, questions.

A task's file: it is started with the Python that has the toolkit, and needs nothing beside it. The tests
plant their changes by words such as ``more=1``.
"""

import sys

from PySide6.QtWidgets import (
    QApplication,
    QButtonGroup,
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QLabel,
    QLineEdit,
    QListWidget,
    QMainWindow,
    QMessageBox,
    QPushButton,
    QRadioButton,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

CHANGE = dict(word.split("=", 1) for word in sys.argv[1:])
PLANTS = ["Apple tree", "Blackberry", "Currant", "Elder", "Hazel", "Plum tree"]
PRICES = {"By post": 6, "By van": 15, "I collect it": 0}


class Delivery(QDialog):
    """How it is delivered: one of three."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("Delivery")
        layout = QVBoxLayout(self)
        layout.addWidget(QLabel("How shall the plant come to you?"))
        self.ways = QButtonGroup(self)
        for number, way in enumerate(PRICES):
            button = QRadioButton(CHANGE.get("van", way) if way == "By van" else way)
            self.ways.addButton(button, number)
            layout.addWidget(button)
        self.ways.button(0).setChecked(True)
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout.addWidget(buttons)
        self.setMinimumWidth(320)

    @property
    def way(self) -> str:
        return list(PRICES)[self.ways.checkedId()]


class Orders(QMainWindow):
    """A list to choose from, what was chosen, and what it costs."""

    def __init__(self) -> None:
        super().__init__()
        self.setWindowTitle("Garden orders")
        self.way = "By post"
        tabs = QTabWidget()
        self.plants = QListWidget()
        first = [CHANGE["first"]] if "first" in CHANGE else []
        self.plants.addItems(first + [plant for plant in PLANTS if plant != CHANGE.get("without")])
        self.note = QLineEdit()
        self.gift = QCheckBox("It is a present")
        self.total = QLabel("Nothing is ordered yet.")
        for title, widgets in (
            ("Plants", (QLabel("Choose a plant:"), self.plants)),
            ("Your order", (QLabel("A note for the gardener:"), self.note, self.gift)),
        ):
            page = QWidget()
            layout = QVBoxLayout(page)
            for widget in widgets:
                layout.addWidget(widget)
            if self.plants not in widgets:
                layout.addStretch()
            tabs.addTab(page, title)
        order = QPushButton(CHANGE.get("button", "Order"))
        order.clicked.connect(self.ask)
        around = QWidget()
        layout = QVBoxLayout(around)
        for part in (tabs, self.total, order):
            layout.addWidget(part)
        self.setCentralWidget(around)
        menu = self.menuBar().addMenu("&Order")
        menu.addAction("&Delivery…").triggered.connect(self.choose_delivery)
        menu.addAction("&Quit").triggered.connect(self.close)
        self.resize(560, 480)

    def choose_delivery(self) -> None:
        dialog = Delivery(self)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            self.way = dialog.way

    def ask(self) -> None:
        plant = self.plants.currentItem()
        if plant is None:
            QMessageBox.warning(self, "No plant", "Choose a plant first.")
            return
        cost = 12 + PRICES[self.way] + int(CHANGE.get("more", "0"))
        question = f"Order one {plant.text()} for {cost}?"
        if QMessageBox.question(self, "Order", question) == QMessageBox.StandardButton.Yes:
            gift = ", as a present" if self.gift.isChecked() else ""
            self.total.setText(f"Ordered: {plant.text()}, {self.way.lower()}{gift}, {cost} in all.")


app = QApplication(sys.argv[:1])
app.setStyle("Fusion")
window = Orders()
window.show()
sys.exit(app.exec())
