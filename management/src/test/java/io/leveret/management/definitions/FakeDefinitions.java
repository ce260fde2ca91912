package io.leveret.management.definitions;

import io.leveret.management.admin.AdminException;
import io.leveret.management.admin.DefinitionSet;
import io.leveret.management.admin.DefinitionSet.VhostEntry;
import io.leveret.management.admin.DefinitionsAdmin;
import java.util.ArrayList;
import java.util.List;

/** Definitions that are what was imported last; what was asked for is recorded. */
public final class FakeDefinitions implements DefinitionsAdmin {
    /** What there is. */
    public DefinitionSet there = new DefinitionSet(
            List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), List.of(),
            List.of());

    /** How imports were asked for. */
    public final List<ImportOptions> asked = new ArrayList<>();

    /** What the next import comes to. */
    public List<ImportResult> results = List.of();

    /** Thrown by the next import. */
    public AdminException failure;

    private String hash;

    @Override
    public DefinitionSet export(String vhost) {
        if (vhost == null) {
            return there;
        }
        return new DefinitionSet(
                List.of(),
                List.of(new VhostEntry(vhost, "text", List.of("t"), "classic", false, false)),
                List.of(),
                List.of(),
                List.of(),
                there.policies(),
                there.parameters(),
                there.exchanges(),
                there.queues(),
                there.bindings());
    }

    @Override
    public List<ImportResult> load(DefinitionSet definitions, ImportOptions options) throws AdminException {
        asked.add(options);
        if (failure != null) {
            throw failure;
        }
        if (!options.dryRun()) {
            there = definitions;
            hash = options.hash();
        }
        return results;
    }

    @Override
    public String importedHash() {
        return hash;
    }
}
