/** Rules that hold for the sources of every module, as tests: their style, and who may know whom. */
package io.leveret.broker.house;
