package io.leveret.queue;

/** One who holds messages until they are settled: a channel. Identity is what counts. */
public interface Recipient {}
