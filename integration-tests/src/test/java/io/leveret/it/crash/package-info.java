/**
 * What must survive: the broker is killed under load, and its disk is filled, and a ledger of what was promised to
 * clients is held against what is there afterwards.
 */
package io.leveret.it.crash;
