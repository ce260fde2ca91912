/** Regular expressions that users give: matched in linear time, and of a bounded size. No I/O; any thread. */
package io.leveret.management.pattern;
