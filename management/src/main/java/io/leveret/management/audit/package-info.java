/**
 * The record of what administrators did: one line for each action, whichever way it came. Any thread; knows nothing of
 * the broker.
 */
package io.leveret.management.audit;
