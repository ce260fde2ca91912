package io.leveret.management.ctl;

import io.leveret.management.admin.NodeAdmin;
import io.leveret.management.admin.RuntimeSettingsAdmin;

/** A node of maps for tests of other packages. */
public final class RunningNode {
    private final FakeNode node = new FakeNode();

    /** Its process. */
    public NodeAdmin node() {
        return node;
    }

    /** Its settings. */
    public RuntimeSettingsAdmin runtime() {
        return node;
    }
}
