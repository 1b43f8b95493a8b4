"""From an episode to those it is for, and back: approval, stores, receipts, withdrawal, and what is received.

Knows no Qt. Whatever takes long comes in three steps, since the vault belongs to one thread that must not
wait: the vault writes down what begins and gives an order, the order is carried out on any thread with no
vault at hand, and the vault is told how it ended.
"""
