package io.leveret.broker.admin;

import io.leveret.broker.alarms.Alarms;
import io.leveret.broker.vhost.BrokerQueue;
import io.leveret.broker.vhost.VirtualHost;
import io.leveret.management.admin.AdminException;
import io.leveret.management.admin.AdminException.Kind;
import io.leveret.management.admin.JobsAdmin;
import io.leveret.management.admin.MessagesAdmin.Source;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The jobs of the node. Each has a daemon thread for as long as it runs. */
final class LiveJobs implements JobsAdmin {
    private static final int MOST_RUNNING = 8;
    private static final int MOST_KEPT = 100;
    private static final int ID_BYTES = 8;

    private final Sources sources;
    private final Alarms alarms;
    private final SecureRandom random = new SecureRandom();

    /** The oldest first; under its lock. */
    private final Map<String, MoveJob> jobs = new LinkedHashMap<>();

    /** The broker ends; under the lock of the jobs. */
    private boolean ended;

    LiveJobs(Sources sources, Alarms alarms) {
        this.sources = sources;
        this.alarms = alarms;
    }

    @Override
    public Job start(Order order, String user, Rights rights) throws AdminException {
        VirtualHost vhost = sources.vhost(order.source().vhost());
        BrokerQueue source = sources.openQueue(order.source());
        check(order, vhost);
        Routing routing = new Routing(vhost, order, rights);
        synchronized (jobs) {
            if (ended) {
                throw new AdminException(Kind.FAILED, "the node stops");
            }
            if (jobs.values().stream().filter(job -> !job.hasEnded()).count() >= MOST_RUNNING) {
                throw new AdminException(Kind.LIMIT, MOST_RUNNING + " jobs run already");
            }
            String id = "job-" + HexFormat.of().formatHex(bytes());
            MoveJob job = new MoveJob(id, user, order, sources, source, routing, alarms);
            jobs.put(id, job);
            forgetOld();
            Thread thread = new Thread(job, id);
            thread.setDaemon(true);
            thread.start();
            return job.describe();
        }
    }

    private byte[] bytes() {
        byte[] bytes = new byte[ID_BYTES];
        random.nextBytes(bytes);
        return bytes;
    }

    private static void check(Order order, VirtualHost vhost) throws AdminException {
        Source source = order.source();
        if (source.delayed()) {
            throw new AdminException(Kind.INVALID, "messages that are held back cannot be moved");
        }
        if (order.target() instanceof Target.ToQueue to) {
            if (to.queue().equals(source.name())) {
                throw new AdminException(Kind.INVALID, "source and target are the same queue");
            }
            if (vhost.queue(to.queue()) == null) {
                throw new AdminException(Kind.NOT_FOUND, to.queue());
            }
        }
        if (order.target() instanceof Target.ToExchange to) {
            if (vhost.exchange(to.exchange()) == null) {
                throw new AdminException(Kind.NOT_FOUND, to.exchange());
            }
            if (vhost.exchange(to.exchange()).internal()) {
                throw new AdminException(Kind.INVALID, "exchange '" + to.exchange() + "' is internal");
            }
        }
    }

    private void forgetOld() {
        List<String> ended = new ArrayList<>();
        jobs.forEach((id, job) -> {
            if (job.hasEnded()) {
                ended.add(id);
            }
        });
        for (int n = 0; n < ended.size() - MOST_KEPT; n++) {
            jobs.remove(ended.get(n));
        }
    }

    @Override
    public List<Job> list() {
        synchronized (jobs) {
            List<Job> all = new ArrayList<>();
            jobs.values().forEach(job -> all.add(job.describe()));
            Collections.reverse(all);
            return all;
        }
    }

    private MoveJob job(String id) {
        synchronized (jobs) {
            return jobs.get(id);
        }
    }

    @Override
    public Optional<Job> get(String id) {
        return Optional.ofNullable(job(id)).map(MoveJob::describe);
    }

    @Override
    public boolean cancel(String id) {
        MoveJob job = job(id);
        if (job == null) {
            return false;
        }
        job.cancel();
        return true;
    }

    @Override
    public void end() {
        synchronized (jobs) {
            ended = true;
            jobs.values().forEach(MoveJob::cancel);
        }
    }
}
