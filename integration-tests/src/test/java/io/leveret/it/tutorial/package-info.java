/** The seven tutorials which everybody begins with, through the Java client. */
package io.leveret.it.tutorial;
