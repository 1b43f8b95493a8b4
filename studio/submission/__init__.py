"""From an episode to those it is for, and back: approval, stores, receipts, withdrawal, and what is received.

Knows no Qt. Whatever takes long comes in three steps, since the vault belongs to one thread that must not
wait: the vault writes down what begins and gives an order, the order is carried out on any thread with no
vault at hand, and the vault is told how it ended.

May import ``recorder``, ``studio.editing`` and ``studio.content``. What is in it::

    subject, checklist, binding   what would be shared; what is checked; what an approval holds for
    approval                      a person approves what they were shown, bound to its bytes
    submitting, withdrawing       an approved episode is sealed and sent, and taken back
    pending                       what is still to be done of that, after every start
    receipts                      what the person keeps of it, signed
    receiving, syncing            what others shared is opened, looked for, and ended
    addresses                     how people name stores and bundles
    stores, uploading, removing, fetching, …   objects in a folder or behind S3; see ``stores``
    identities, owners            the person's own keys, and whose a study is
"""
