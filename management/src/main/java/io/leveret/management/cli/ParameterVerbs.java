package io.leveret.management.cli;

import static io.leveret.management.http.Verb.DELETE;
import static io.leveret.management.http.Verb.PUT;

import io.leveret.management.remote.NodeUnreachableException;
import io.leveret.management.remote.Target;
import java.util.LinkedHashMap;
import java.util.Map;

/** Runtime parameters, of virtual hosts and of the whole cluster. */
final class ParameterVerbs {
    private static final String GROUP = "parameters";

    private ParameterVerbs() {}

    /** The node lists those of all virtual hosts, or of one component in one. */
    private static final class InVhost implements ListVerb.Source {
        @Override
        public Target target(VerbCall call) throws VerbFailure, NodeUnreachableException {
            if (call.has("--vhost") && call.find(Target.of("vhosts", call.vhost())) == null) {
                throw new VerbFailure(Exit.DATA, "there is no vhost '" + call.vhost() + "'");
            }
            return Target.of(GROUP);
        }

        @Override
        public Map<String, String> only(VerbCall call) {
            return call.has("--vhost") ? Map.of("vhost", call.vhost()) : Map.of();
        }
    }

    static void addTo(VerbTable table) {
        table.add(ListVerb.whole(
                        GROUP,
                        "Lists runtime parameters",
                        new InVhost(),
                        Column.of("component"),
                        Column.of("vhost"),
                        Column.of("name"),
                        Column.of("value"))
                .example("parameters list -p shop"));
        table.add(Verb.named(GROUP, "set", "Sets a runtime parameter of a virtual host")
                .takes("COMPONENT", "Whose it is, as federation-upstream.")
                .takes("NAME", "Its name.")
                .takes("VALUE", "Its value, as JSON.")
                .example("parameters set shovel nightly '{\"src-uri\":\"amqp://\"}' -p shop")
                .doing(ParameterVerbs::set));
        table.add(Verb.named(GROUP, "clear", "Takes a runtime parameter away")
                .takes("COMPONENT", "Whose it is.")
                .takes("NAME", "Its name.")
                .example("parameters clear shovel nightly -p shop")
                .doing(call -> clear(call, Target.of(GROUP, call.argument(0), call.vhost(), call.argument(1)), 1)));
        table.add(ListVerb.named(
                        GROUP,
                        "list-global",
                        "Lists parameters of the whole cluster",
                        call -> Target.of("global-parameters"),
                        Column.of("name"),
                        Column.of("value"))
                .example("parameters list-global"));
        table.add(Verb.named(GROUP, "set-global", "Sets a parameter of the whole cluster")
                .takes("NAME", "Its name.")
                .takes("VALUE", "Its value, as JSON.")
                .example("parameters set-global cluster_tags '{\"region\":\"eu\"}'")
                .doing(ParameterVerbs::setGlobal));
        table.add(Verb.named(GROUP, "clear-global", "Takes a parameter of the whole cluster away")
                .takes("NAME", "Its name.")
                .example("parameters clear-global cluster_tags")
                .doing(call -> clear(call, Target.of("global-parameters", call.argument(0)), 0)));
    }

    private static int set(VerbCall call) throws VerbFailure, NodeUnreachableException {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("component", call.argument(0));
        body.put("vhost", call.vhost());
        body.put("name", call.argument(1));
        body.put("value", Values.json("VALUE", call.argument(2)));
        Target target = Target.of(GROUP, call.argument(0), call.vhost(), call.argument(1));
        call.change(PUT, target, body, "vhost '" + call.vhost() + "'");
        call.say("set parameter '" + call.argument(1) + "'");
        return Exit.OK;
    }

    private static int setGlobal(VerbCall call) throws VerbFailure, NodeUnreachableException {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("name", call.argument(0));
        body.put("value", Values.json("VALUE", call.argument(1)));
        call.change(PUT, Target.of("global-parameters", call.argument(0)), body, null);
        call.say("set parameter '" + call.argument(0) + "'");
        return Exit.OK;
    }

    private static int clear(VerbCall call, Target target, int name) throws VerbFailure, NodeUnreachableException {
        String subject = "parameter '" + call.argument(name) + "'";
        call.change(DELETE, target, null, subject);
        call.say("cleared " + subject);
        return Exit.OK;
    }
}
