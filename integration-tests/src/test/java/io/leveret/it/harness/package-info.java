/** What the tests stand on: the broker under test, a client of raw frames, and the Java client with deadlines. */
package io.leveret.it.harness;
