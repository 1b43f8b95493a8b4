"""A window that does nothing but lie there in stripes of one colour; started as a program of its own.

    python bare_window.py --class CLASS --title TITLE --colour '#e000e0' --place 500x300+100+80

With ``--stubborn`` it never draws itself: what lay over it stays, as with a program that hangs.
With ``--icon COLOUR`` it has an icon of one colour.
With ``--then MS TITLE`` it takes another title so long after it appeared; with 0 at the signal USR1.
It has no accessibility.
"""

import argparse
import re
import select
import signal

from Xlib import X, Xatom, Xutil
from Xlib.display import Display

STRIPE = 8
ICON = 32


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--class", dest="name", default="Bare")
    parser.add_argument("--instance", default="bare")
    parser.add_argument("--title", default="bare")
    parser.add_argument("--colour", default="#e000e0")
    parser.add_argument("--place", default="400x300+100+100")
    parser.add_argument("--icon")
    parser.add_argument("--stubborn", action="store_true")
    parser.add_argument("--then", nargs=2, metavar=("MS", "TITLE"))
    asked = parser.parse_args()
    width, height, x, y = (int(number) for number in re.findall(r"\d+", asked.place))
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGUSR1})
    display = Display()
    screen = display.screen()
    tile = screen.root.create_pixmap(STRIPE * 2, STRIPE * 2, screen.root_depth)
    black = tile.create_gc(foreground=screen.black_pixel)
    colour = tile.create_gc(foreground=int(asked.colour[1:], 16))
    tile.fill_rectangle(black, 0, 0, STRIPE * 2, STRIPE * 2)
    tile.fill_rectangle(colour, 0, 0, STRIPE, STRIPE * 2)
    window = screen.root.create_window(
        x,
        y,
        width,
        height,
        0,
        screen.root_depth,
        background_pixmap=X.NONE if asked.stubborn else tile,
        event_mask=X.KeyPressMask | X.ButtonPressMask,
    )
    window.set_wm_class(asked.instance, asked.name)
    window.set_wm_name(asked.title)
    window.set_wm_hints(flags=Xutil.InputHint, input=1)
    window.set_wm_normal_hints(flags=Xutil.USPosition | Xutil.USSize)
    if asked.icon:
        # Its size, then each pixel: opaque.
        pixels = [0xFF000000 | int(asked.icon[1:], 16)] * ICON**2
        atom = display.intern_atom("_NET_WM_ICON")
        window.change_property(atom, Xatom.CARDINAL, 32, [ICON, ICON, *pixels])
    window.map()
    display.sync()
    if asked.then:
        if int(asked.then[0]):
            select.select([], [], [], int(asked.then[0]) / 1000)
        else:
            signal.sigwait({signal.SIGUSR1})
        window.set_wm_name(asked.then[1])
        display.sync()
    while True:
        display.next_event()


if __name__ == "__main__":
    main()
