package io.leveret.broker.settings;

import io.leveret.management.admin.RuntimeSettingsAdmin;
import java.util.List;

/** The settings that can be changed while the node runs. Any thread; they outlive a stop of the broker. */
public final class RuntimeSettings implements RuntimeSettingsAdmin {
    private volatile List<String> loopbackUsers;
    private volatile int channelMax;

    /** With the values that hold at the start. */
    public RuntimeSettings(List<String> loopbackUsers, int channelMax) {
        this.loopbackUsers = List.copyOf(loopbackUsers);
        this.channelMax = channelMax;
    }

    @Override
    public List<String> loopbackUsers() {
        return loopbackUsers;
    }

    @Override
    public void loopbackUsers(List<String> names) {
        loopbackUsers = List.copyOf(names);
    }

    @Override
    public int channelMax() {
        return channelMax;
    }

    @Override
    public void channelMax(int channels) {
        channelMax = channels;
    }
}
