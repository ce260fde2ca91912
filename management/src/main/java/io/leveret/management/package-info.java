/**
 * Administration: command line, HTTP API, metrics, console. Stands below the broker, behind small ports that the broker
 * implements, so it cannot reach into the broker, and its tests need none.
 */
package io.leveret.management;
