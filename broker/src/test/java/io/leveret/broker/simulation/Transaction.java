package io.leveret.broker.simulation;

import java.util.List;

/**
 * What one commit was for.
 *
 * @param ended messages that it acknowledges or rejects
 * @param askedAt when the client asked for it
 */
record Transaction(List<Sent> messages, List<Copy> ended, long askedAt) {}
