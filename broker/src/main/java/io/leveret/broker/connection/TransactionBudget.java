package io.leveret.broker.connection;

import io.leveret.codec.AmqpException;
import io.leveret.codec.ReplyCode;

/** What the open transactions of a connection hold together, and how much they may. On the connection's shard. */
final class TransactionBudget {
    private final long limitBytes;
    private long heldBytes;

    TransactionBudget(long limitBytes) {
        this.limitBytes = limitBytes;
    }

    /** Takes room for something that waits for a commit, or refuses it with 406 and takes nothing. */
    void take(long bytes) throws AmqpException {
        if (heldBytes + bytes > limitBytes) {
            throw new AmqpException(
                    ReplyCode.PRECONDITION_FAILED,
                    "the transactions of a connection may hold " + limitBytes + " bytes before they are committed");
        }
        heldBytes += bytes;
    }

    void giveBack(long bytes) {
        heldBytes -= bytes;
    }
}
