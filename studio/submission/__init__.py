"""From an episode to those it is for, and back: approval, stores, receipts, withdrawal, and what is received.

Knows no Qt. Whatever takes long comes in three steps, since the vault belongs to one thread that must not
wait: the vault writes down what begins and gives an order, the order is carried out on any thread with no
vault at hand, and the vault is told how it ended.

What a person decides and keeps::

    subject, binding, checklist, approval   what would leave, what that is bound to, and the yes to it
    identities, owners                      whose keys, and whose study
    submitting, withdrawing, pending        what was begun, what waits, and what comes next
    receipts                                what the person keeps of it
    receiving, syncing                      what others sent, and what they took back
    reviewed, reviews                       what can be spoken about, and what was said of it
    reviewing, review_looking               what this person says, and what others said, to and from the store

The way there and back, which knows bundles and no vault::

    uploading, delivery_journal             the outbox into a store, part by part
    removing                                out of it again
    fetching, patience                      reading patiently; how long, and how often
    stores                                  objects in a folder or behind S3
    addresses, store_places                 bundles and stores as people write them
    credentials, store_key, …               the key for a store: the keyring, the environment, AWS profiles
    store_errors, errors                    what can go wrong that a person can mend
"""
