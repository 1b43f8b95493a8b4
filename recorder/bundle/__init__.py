"""Bundles: an episode sealed and signed for transport, and the way back.

May import ``recorder.vault``, ``recorder.video``, ``recorder.study_file`` and what lies below; knows no store
and no network: it reads and writes bytes that someone else carries. Used by ``studio.submission``::

    layout          the names of a bundle's objects, and the limits of each
    envelope        signed statements (DSSE, Ed25519)
    identity        a person's own keys, and what is done with them
    card_file       their public part as a file for those who write studies
    statements      manifest, key grant, withdrawal, review: what is signed
    reviews         what readers say of a bundle: sealed, and judged
    payload_topics payload_records payload_limits    the payload: what is in it, how, and how much at most
    payload_events payload_pictures    events and pictures to its records, and back
    mcap_writing mcap_reading    the container, made quickly and read with mistrust
    payload_writing payload_reading payload_pouring    an episode into it, and out of it into a file
    payload_parts   its parts, on their way to a folder and back from anywhere
    age_streams     what encrypts and wraps
    conduit         a bounded pipe between two threads of this process
    sources         where objects are read from
    sealing         an episode in the vault becomes a bundle's objects
    unsealing judging consent_proof    the statements; the study, its owner and the consent: may it be opened?
    opening         a bundle's objects become a received episode in the reader's vault
    errors          why a bundle is not opened, each a plain word

What a bundle is, in a store::

    bundles/<id>/payload/000000, 000001, …   one age file, cut into parts
    bundles/<id>/grants/<tag>.json           the episode's secret, wrapped to one recipient, signed
    bundles/<id>/manifest.json               signed, and written last: a bundle without it does not exist
    bundles/<id>/withdrawal.json             signed by the same key; from then on nothing is opened
    bundles/<id>/reviews/<tag>.age           what one reader says of it, for those who can open it

Decisions:

- The id is random. Whoever lists a store learns how many bundles there are, their sizes and their days, and
  nothing of who, what or which study: the study and the consent stand in the manifest as commitments under a
  key that only readers have, the recipients as tags that only those who know their cards can match.
- Whoever reads the statements there learns two things more: how many may open each bundle, and for how many
  days. Each is signed by a key of its own (``identity``), so that nobody but its readers can tell which are
  of the same person; within the payload the person's own key vouches for it.
- The payload is cut into parts that are objects of their own: a lost connection costs one part, an upload
  goes on where it stopped, whichever store it is, and each part is checked against the signed manifest before
  a byte of it is decrypted. Put together (``cat payload/*``) they are one file that any age program opens
  with the episode's key.
- The payload says whose it is: its first record names the bundle and its signer. Whoever can open a
  payload cannot sign it as their own and send it on under another name.
- Opening trusts nobody: the store may send anything, and the contributor may be a stranger with a bad
  program. What the store may have changed is *tampered*, *truncated* or *another's name*; what is wrong
  although its contributor signed it is *broken*. Nothing reaches a decoder or a database before it was looked
  at.
- A store can always lose or hold back what it has; and one that puts an older state back can hide a
  withdrawal from a reader who never saw it. Readers remember every withdrawal they saw, and every bundle
  carries the day on which it ends.
"""
