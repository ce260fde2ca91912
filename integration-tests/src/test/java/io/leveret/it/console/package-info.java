/** The console in a real browser. */
package io.leveret.it.console;
