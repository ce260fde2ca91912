package io.leveret.management.ctl;

import java.util.Map;

/** Values by name, shown as a list of pairs. */
record Proplist(Map<String, Object> fields) {}
