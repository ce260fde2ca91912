/**
 * Where the node's log goes, in which form, and how much of it: the one package that knows the logging library; all
 * others log through SLF4J.
 *
 * <p>An event belongs to a category, by the name of its logger ({@link io.leveret.broker.logs.LogCategory}). Each
 * output (console, file, exchange, syslog) has a level, each category may have one that goes before it, and files of
 * its own. Outputs write on the thread that logs, but files and syslog: theirs have a thread each, so that a slow disk
 * or server or the compression of an old file does not hold up a shard.
 */
package io.leveret.broker.logs;
