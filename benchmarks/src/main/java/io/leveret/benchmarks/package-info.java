/**
 * Benchmarks of the parts that every message passes, for JMH: time, and with its gc profiler the bytes allocated for
 * each message. {@code make jmh} runs them. Nothing of the broker depends on them.
 */
package io.leveret.benchmarks;
