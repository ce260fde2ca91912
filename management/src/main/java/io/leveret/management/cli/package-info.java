/**
 * The command line. Knows options, usage texts and exit codes; what the commands do stands behind ports that the broker
 * implements. The one package besides the start of the program that writes to standard output and error.
 */
package io.leveret.management.cli;
