package io.leveret.management.ctl;

import io.leveret.management.admin.ReplicasAdmin;
import java.util.ArrayList;
import java.util.List;

/** Answers what it is told to, and keeps what it was asked. */
public final class FakeReplicas implements ReplicasAdmin {
    public Outcome outcome = Outcome.DONE;
    public final List<String> asked = new ArrayList<>();

    @Override
    public Outcome add(String vhost, String queue, String node, String membership) {
        asked.add("add " + vhost + " " + queue + " " + node + " " + membership);
        return outcome;
    }

    @Override
    public Outcome remove(String vhost, String queue, String node) {
        asked.add("remove " + vhost + " " + queue + " " + node);
        return outcome;
    }

    @Override
    public void grow(String node, Growth wanted) {
        asked.add("grow " + node + " " + wanted);
    }

    @Override
    public void shrink(String node) {
        asked.add("shrink " + node);
    }
}
