/** JSON as trees of plain values, for what is small. No I/O. */
package io.leveret.management.json;
