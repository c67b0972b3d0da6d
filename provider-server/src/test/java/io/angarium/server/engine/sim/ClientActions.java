package io.angarium.server.engine.sim;

import io.angarium.server.engine.sim.AppLedger.Receipt;
import io.angarium.wire.ConnectionFrame;
import io.angarium.wire.ConsumerFrame;
import io.angarium.wire.Destination;
import io.angarium.wire.ManagementFrame;
import io.angarium.wire.ReplyFrame;
import io.angarium.wire.SessionFrame;
import io.angarium.wire.TransactionFrame;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** What applications do with a client, one thing at a time; each method returns whether there was occasion to. */
final class ClientActions {
    private final Choice choice;
    private final Tally tally;
    private final AppLedger ledger;
    private final SendingActions sending;
    private final ReceivingActions receiving;
    private final BranchActions branches;

    /** @param linked whether a client has its link yet */
    ClientActions(
            Choice choice, Tally tally, AppLedger ledger, Map<Long, SimMessage> messages, Predicate<SimClient> linked) {
        this.choice = choice;
        this.tally = tally;
        this.ledger = ledger;
        this.sending = new SendingActions(choice, tally, messages);
        this.receiving = new ReceivingActions(choice, tally, ledger);
        this.branches = new BranchActions(choice, tally, ledger, linked);
    }

    /** One thing, if there is occasion. */
    boolean act(SimClient client) {
        SimSession session = choice.of(client.idleSessions());
        if (session == null && client.sessions.isEmpty()) {
            return openSession(client);
        }
        if (session == null || choice.oneIn(50)) {
            return session != null && act(client, choice.below(10));
        }
        if (session.recalled) {
            session.recalled = false;
            tally.count("recalled");
            return recover(client, session);
        }
        if (choice.oneIn(12) && receiving.renew(client, session)) {
            return true;
        }
        if (SimDelays.of(choice.run()).many() && choice.oneIn(60)) {
            return schedules(client);
        }
        if (session.inBranches && choice.oneIn(8)) {
            return choice.oneIn(4) ? branches.beginOrEnd(client, session) : branches.complete(client);
        }
        int dice = choice.below(100);
        if (dice < 28) {
            return sending.send(client, session);
        } else if (dice < 60) {
            return receiving.take(client, session);
        } else if (dice < 65) {
            return receiving.grant(client, session);
        } else if (dice < 72) {
            return receiving.renew(client, session);
        } else if (dice < 78) {
            return receiving.settleHeld(client, session);
        } else if (dice < 85) {
            return end(client, session);
        } else if (dice < 88) {
            return sending.openProducer(client, session);
        } else if (dice < 92) {
            return receiving.openConsumer(client, session);
        }
        return rare(client, session, choice.below(8));
    }

    /** What applications send while the client has no link, outside transactions: of those that are open then nothing counts. */
    void withoutLink(SimClient client) {
        for (SimSession session : client.idleSessions()) {
            if (SimUnlinked.of(choice.run()).sends() && !session.inTransaction()) {
                sending.sendWithoutLink(session);
            }
        }
    }

    private boolean act(SimClient client, int dice) {
        switch (dice) {
            case 0 -> {
                goodbye(client);
                return true;
            }
            case 1 -> {
                client.write(new ConnectionFrame.Ping(choice.below(100)));
                tally.count("ping");
                return true;
            }
            case 2 -> {
                return manage(client);
            }
            case 3 -> {
                return setClientId(client);
            }
            case 4 -> {
                return unsubscribe(client);
            }
            case 5 -> {
                return choice.oneIn(2) ? temporary(client) : temporaryTopic(client);
            }
            default -> {
                return openSession(client);
            }
        }
    }

    private boolean rare(SimClient client, SimSession session, int dice) {
        return switch (dice) {
            case 0, 1 -> receiving.giveBack(client, session);
            case 2, 3 -> receiving.reportHanded(client, session);
            case 4 -> choice.oneIn(2) && receiving.closeConsumer(client, session);
            case 5 -> sending.closeProducer(client, session);
            case 6 -> choice.oneIn(4) && closeSession(client, session);
            default -> receiving.drain(client, session);
        };
    }

    private boolean openSession(SimClient client) {
        if (client.sessions.size() >= 2) {
            return false;
        }
        boolean inBranches = client.sessions.isEmpty() ? choice.oneIn(4) : client.inBranches();
        SimSession session = new SimSession(client.nextNumber(), !inBranches && choice.oneIn(3), inBranches);
        client.sessions.put(session.number, session);
        client.write(new SessionFrame.OpenSession(session.number));
        tally.count("open session");
        sending.openProducer(client, session);
        receiving.openConsumer(client, session);
        return true;
    }

    private boolean setClientId(SimClient client) {
        if (client.namedLater) {
            return false;
        }
        client.namedLater = true;
        String name = "id" + choice.below(3);
        client.write(new ConnectionFrame.SetClientId(client.ask(r -> {}), name));
        tally.count("set client id");
        return true;
    }

    /** Creates a temporary queue that all producers may send to, or deletes one. */
    private boolean temporary(SimClient client) {
        Destination destination = new Destination(Destination.Kind.TEMPORARY_QUEUE, ModelQueue.TEMPORARY + client.id);
        if (client.temporary == null) {
            client.write(new ConnectionFrame.CreateTemporary(client.ask(r -> {}), destination));
            client.temporary = destination;
            sending.add(destination);
            tally.count("create temporary");
        } else if (!client.temporaryDeleted) {
            client.write(new ConnectionFrame.DeleteTemporary(
                    client.ask(r -> client.temporaryDeleted = r instanceof ReplyFrame.Ok), destination));
            tally.count("delete temporary");
        }
        return true;
    }

    /** Creates a temporary topic that all producers may send to, or deletes it. */
    private boolean temporaryTopic(SimClient client) {
        if (client.temporaryTopic == null) {
            client.temporaryTopic =
                    new Destination(Destination.Kind.TEMPORARY_TOPIC, ModelQueue.TEMPORARY_TOPIC + client.id);
            client.write(new ConnectionFrame.CreateTemporary(client.ask(r -> {}), client.temporaryTopic));
            sending.add(client.temporaryTopic);
            tally.count("create temporary topic");
        } else {
            client.write(new ConnectionFrame.DeleteTemporary(client.ask(r -> {}), client.temporaryTopic));
            tally.count("delete temporary topic");
        }
        return true;
    }

    private boolean manage(SimClient client) {
        Destination temporary = sending.temporary();
        if (temporary != null && !temporary.isTopic() && choice.oneIn(2)) {
            manage(client, "queue.purge", Map.of("name", temporary.name()));
            tally.count("purge");
        } else if (choice.oneIn(2)) {
            String name = durable();
            String clientId = "id" + choice.below(3);
            manage(
                    client,
                    "subscription.delete",
                    choice.oneIn(4) ? Map.of("name", name) : Map.of("name", name, "clientId", clientId));
            tally.count("subscription deleted by management");
        } else if (choice.oneIn(2)) {
            schedules(client);
        } else {
            manage(client, "queue.list", Map.of());
            tally.count("manage");
        }
        return true;
    }

    private boolean schedules(SimClient client) {
        Map<String, Object> which = Map.of("name", "q" + choice.below(2), "where", "g = " + SimDelays.CANCELLABLE);
        boolean cancel = !choice.oneIn(3);
        manage(client, cancel ? "schedule.cancel" : "schedule.list", which);
        tally.count(cancel ? "schedules cancelled" : "schedules listed");
        return true;
    }

    /** One of the names that durable subscriptions have. */
    private String durable() {
        String plain = choice.oneIn(2) ? "d" + choice.below(2) : "sd";
        return plain.equals("d1") && SimPatterns.of(choice.run()).used() ? SimPatterns.DURABLE : plain;
    }

    private static void manage(SimClient client, String operation, Map<String, Object> arguments) {
        client.write(new ManagementFrame.Manage(client.ask(r -> {}), operation, arguments));
    }

    private boolean unsubscribe(SimClient client) {
        String name = durable();
        client.write(new ConsumerFrame.Unsubscribe(client.ask(r -> {}), name));
        tally.count("unsubscribe");
        return true;
    }

    /** Ends the transaction of a transacted session, recovers another. */
    private boolean end(SimClient client, SimSession session) {
        if (session.inBranches && !choice.oneIn(8)) {
            return choice.oneIn(2) ? branches.beginOrEnd(client, session) : branches.complete(client);
        }
        if (!session.transacted) {
            return choice.oneIn(4) && recover(client, session);
        }
        List<Receipt> accepted = List.copyOf(session.acceptedInTransaction);
        List<SimMessage> sent = List.copyOf(session.sentInTransaction);
        session.acceptedInTransaction.clear();
        session.sentInTransaction.clear();
        long number = session.transaction++;
        session.transactionUsed = false;
        if (choice.oneIn(4)) {
            session.voiding = true;
            List<SessionFrame.Handed> handed = session.handed();
            session.ask(
                    client,
                    correlation -> new TransactionFrame.Rollback(correlation, session.number, number, handed),
                    reply -> session.ended = number);
            session.consumers.values().forEach(SimConsumer::forget);
            tally.count("rollback");
        } else {
            accepted.forEach(ledger::taken);
            session.ask(
                    client, correlation -> new TransactionFrame.Commit(correlation, session.number, number), reply -> {
                        session.ended = number;
                        if (reply instanceof ReplyFrame.Ok) {
                            accepted.forEach(ledger::done);
                            sent.forEach(ledger::confirmedSend);
                        }
                    });
            tally.count("commit");
        }
        return true;
    }

    private boolean recover(SimClient client, SimSession session) {
        session.voiding = true;
        List<SessionFrame.Handed> handed = session.handed();
        session.ask(client, correlation -> new SessionFrame.Recover(correlation, session.number, handed), reply -> {});
        session.consumers.values().forEach(SimConsumer::forget);
        tally.count("recover");
        return true;
    }

    private boolean closeSession(SimClient client, SimSession session) {
        client.sessions.remove(session.number);
        BranchActions.closed(session);
        client.write(new SessionFrame.CloseSession(client.ask(r -> {}), session.number, session.handed()));
        tally.count("close session");
        return true;
    }

    /** Whether some branch has no end yet. */
    boolean someBranches() {
        return branches.some();
    }

    /** Brings a branch a step further. */
    void completeOne(SimClient client) {
        branches.complete(client);
    }

    /** Leaves, and says before what was handed over, as a client that closes its sessions does. */
    void goodbye(SimClient client) {
        client.leaving = true;
        for (SimSession session : client.sessions.values()) {
            for (SimConsumer consumer : session.consumers.values()) {
                client.write(new ConsumerFrame.HandedOver(consumer.number, consumer.handedUpTo));
            }
        }
        client.write(new ConnectionFrame.Goodbye(null, ""));
        tally.count("goodbye");
    }
}
