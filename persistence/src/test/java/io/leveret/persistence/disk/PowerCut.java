package io.leveret.persistence.disk;

/**
 * The power is off: thrown by each operation on a {@link SimDisk} from then on. No {@link Exception}, so that nobody
 * takes it for a fault of the disk and goes on.
 */
public final class PowerCut extends Error {
    private static final long serialVersionUID = 1;

    PowerCut() {
        super("power cut", null, false, false);
    }
}
