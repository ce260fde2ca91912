package io.leveret.broker.admin;

import io.leveret.broker.admin.DurableChanges.Handover;
import io.leveret.broker.admin.ImportPlan.Ground;
import io.leveret.broker.vhost.BrokerQueue;
import io.leveret.broker.vhost.TopologyImport;
import io.leveret.broker.vhost.VirtualHost;
import io.leveret.management.admin.AdminException;
import io.leveret.management.admin.AdminException.Kind;
import io.leveret.management.admin.DefinitionSet;
import io.leveret.management.admin.DefinitionsAdmin;
import io.leveret.management.admin.ParametersAdmin;
import io.leveret.management.admin.ParametersAdmin.Parameter;
import io.leveret.management.json.Json;
import io.leveret.persistence.PreparedChanges;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The definitions of the node as a whole. An import is planned first, which finds all that is wrong; then its records
 * are handed to the log in one write, which is there after a crash or is not; then it is done in memory.
 */
final class StoredDefinitions implements DefinitionsAdmin {
    private static final Logger LOG = LoggerFactory.getLogger(StoredDefinitions.class);
    private static final long NANOS_PER_MS = 1_000_000;
    private static final long DEADLINE_SECONDS = 300;

    /** Most objects that are named in the log when an import leaves them out. */
    private static final int MOST_SKIPPED_LOGGED = 100;

    /** How often a plan may come too late because clients have declared what it would add, or find no room. */
    private static final int TRIES = 5;

    private final Ground ground;
    private final DurableChanges changes;
    private final AdminEvents events;
    private final DefinitionsExport export;

    StoredDefinitions(Ground ground, DurableChanges changes, AdminEvents events) {
        this.ground = ground;
        this.changes = changes;
        this.events = events;
        this.export = new DefinitionsExport(ground.access(), ground.parameters());
    }

    @Override
    public String importedHash() {
        Parameter kept = ground.parameters().get("", ParametersAdmin.GLOBAL, DefinitionsExport.IMPORTED_HASH);
        return kept != null && Json.read(kept.value()) instanceof String hash ? hash : null;
    }

    @Override
    public DefinitionSet export(String vhost) throws AdminException {
        if (vhost == null) {
            return export.all(ground.vhosts());
        }
        VirtualHost found = ground.vhosts().get(vhost);
        if (found == null) {
            throw new AdminException(Kind.NO_SUCH_VHOST, vhost);
        }
        return export.of(found);
    }

    @Override
    public List<ImportResult> load(DefinitionSet definitions, ImportOptions options) throws AdminException {
        ImportPlan[] done = new ImportPlan[1];
        changes.make(handover -> done[0] = carryOut(definitions, options, handover), DEADLINE_SECONDS);
        ImportPlan plan = done[0];
        if (!options.dryRun()) {
            applyPolicies(plan);
            plan.steps().forEach(step -> step.told().accept(events));
            logSkipped(plan.results());
        }
        return plan.results();
    }

    /** Whoever imports by a program that looks at its success alone finds here what is missing. */
    private static void logSkipped(List<ImportResult> results) {
        List<ImportResult> skipped = results.stream()
                .filter(each -> each.outcome() == Outcome.SKIPPED)
                .toList();
        skipped.stream()
                .limit(MOST_SKIPPED_LOGGED)
                .forEach(each -> LOG.warn(
                        "import: {} '{}'{} is skipped: {}",
                        each.place(),
                        each.name(),
                        each.vhost().isEmpty() ? "" : " in vhost '" + each.vhost() + "'",
                        each.reason()));
        if (skipped.size() > MOST_SKIPPED_LOGGED) {
            LOG.warn("import: {} more objects are skipped", skipped.size() - MOST_SKIPPED_LOGGED);
        }
    }

    private ImportPlan carryOut(DefinitionSet definitions, ImportOptions options, Handover handover)
            throws AdminException {
        boolean[] taken = new boolean[1];
        for (int tries = 0; tries < TRIES; tries++) {
            long begunNanos = System.nanoTime();
            ImportPlan plan = new ImportPlan(ground, definitions, options);
            if (options.dryRun()) {
                return plan;
            }
            PreparedChanges records = PreparedChanges.of(plan.records());
            long plannedNanos = System.nanoTime();
            boolean fits = TopologyImport.handOver(plan.imports(), () -> taken[0] = handover.handOver(records));
            if (taken[0]) {
                long handedOverNanos = System.nanoTime();
                makeAll(plan);
                LOG.info(
                        "import of {} objects: {} ms planned, {} ms handed to the log, {} ms made",
                        plan.results().size(),
                        (plannedNanos - begunNanos) / NANOS_PER_MS,
                        (handedOverNanos - plannedNanos) / NANOS_PER_MS,
                        (System.nanoTime() - handedOverNanos) / NANOS_PER_MS);
                return plan;
            }
            if (fits) {
                changes.awaitEarlier(DEADLINE_SECONDS);
            }
        }
        throw new AdminException(Kind.FAILED, "clients declare faster than it can be imported");
    }

    private void makeAll(ImportPlan plan) throws AdminException {
        plan.steps().forEach(step -> step.inMemory().run());
        for (String each : plan.policiesChanged()) {
            VirtualHost vhost = ground.vhosts().get(each);
            if (vhost != null) {
                vhost.policies(ground.parameters().policies(each));
            }
        }
        for (TopologyImport each : plan.imports()) {
            try {
                each.make().get(DEADLINE_SECONDS, TimeUnit.SECONDS);
            } catch (ExecutionException e) {
                throw new AdminException(Kind.FAILED, "the import ended early: " + e.getCause(), e.getCause());
            } catch (TimeoutException e) {
                throw new AdminException(
                        Kind.TIMEOUT, "the import is not through after " + DEADLINE_SECONDS + " s, but goes on", e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AdminException(Kind.FAILED, "interrupted; the import goes on", e);
            }
        }
    }

    /** To what was there before; what is new has them. */
    private void applyPolicies(ImportPlan plan) throws AdminException {
        List<VirtualHost> concerned = plan.policiesChanged().stream()
                .map(ground.vhosts()::get)
                .filter(vhost -> vhost != null)
                .toList();
        ShardQuestions.<VirtualHost, List<BrokerQueue>>ask(
                concerned, (vhost, answer) -> vhost.applyPolicies(answer::accept));
    }
}
