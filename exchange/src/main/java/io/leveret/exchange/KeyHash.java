package io.leveret.exchange;

/**
 * The hash by which hashing exchanges choose: 64 bit FNV-1a over the UTF-16 units of a text, then the finalizer of
 * SplitMix64, since FNV alone leaves its upper bits poor for short texts. Never to be changed: which queue a key
 * belongs to must be the same after a restart and on every node.
 */
final class KeyHash {
    private static final long OFFSET = 0xcbf29ce484222325L;
    private static final long PRIME = 0x100000001b3L;

    private KeyHash() {}

    static long of(String text) {
        long hash = OFFSET;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * PRIME;
        }
        return mixed(hash);
    }

    /** A one-to-one mapping in which each bit of the result depends on all bits of the argument. */
    static long mixed(long bits) {
        long mixed = (bits ^ bits >>> 30) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ mixed >>> 27) * 0x94d049bb133111ebL;
        return mixed ^ mixed >>> 31;
    }
}
