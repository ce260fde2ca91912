package io.leveret.management.admin;

import java.util.List;

/** The few settings that can be changed while the node runs, until its process ends. */
public interface RuntimeSettingsAdmin {
    /** Users that may log in from this machine only. */
    List<String> loopbackUsers();

    /** Replaces them; holds for logins to come. */
    void loopbackUsers(List<String> names);

    /** Most channels of a connection, 0 for no limit. */
    int channelMax();

    /** Replaces it; holds for connections to come. */
    void channelMax(int channels);
}
