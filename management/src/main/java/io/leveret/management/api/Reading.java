package io.leveret.management.api;

import java.util.Map;

/**
 * Figures of a moment, as a client of {@link EventStream} is told them.
 *
 * @param topic the event's name
 * @param last whether there will be no more: what was looked at is gone
 */
record Reading(String topic, Map<String, Object> data, boolean last) {}
