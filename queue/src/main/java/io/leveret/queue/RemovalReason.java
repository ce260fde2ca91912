package io.leveret.queue;

/** Why a message left without being settled; the names are those of {@code x-death}. */
public enum RemovalReason {
    EXPIRED,
    MAXLEN,
    REJECTED,
    DELIVERY_LIMIT
}
