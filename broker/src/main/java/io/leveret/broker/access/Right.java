package io.leveret.broker.access;

/** What a permission can allow on a queue or exchange. */
public enum Right {
    CONFIGURE,
    WRITE,
    READ
}
