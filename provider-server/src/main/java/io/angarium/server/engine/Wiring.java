package io.angarium.server.engine;

import io.angarium.server.effect.Effect;
import io.angarium.wire.ErrorCode;
import io.angarium.wire.Limits;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who works with whom: the one place where the engine's collaborators are made. Holds them and does nothing. */
final class Wiring {
    /** Small enough that a frame of rows stays far below the frame limit. */
    static final int ROWS_PER_FRAME = Math.min(500, Limits.MAX_ROWS);

    final BrokerClock clock = new BrokerClock();
    final DurabilityGate gate = new DurabilityGate();
    final Successions successions = new Successions(gate);
    final ReadyQueues ready = new ReadyQueues();
    final Activities activities = new Activities();
    final LiveRecords live = new LiveRecords();
    final Ledger ledger;
    final MemoryBudget budget;
    final Retries retries;
    final Inventory inventory;
    final Removals removals;
    final Attempts attempts;
    final Registry registry;
    final QueueRemover remover;
    final Keeps keeps;
    final Subscriptions subscriptions;
    final Temporaries temporaries;
    final HorizonKeeper horizons;
    final DeadLetters deadLetters;
    final Quarantine quarantine;
    final Redelivery redelivery;
    final Bounds bounds;
    final Stalls stalls = new Stalls();
    final Publisher publisher;
    final Confirmer confirmer;
    final SendWindows windows = new SendWindows();
    final DuplicateKeys keys = new DuplicateKeys(clock);
    final SessionResumer resumer;
    final ProducerCredits credits;
    final Completion completion;
    final PreparedBodies preparedBodies;
    final Transactions transactions;
    final Branches branches;
    final Verdicts verdicts;
    final BranchCalls branchCalls;
    final BranchManagement branchManagement;
    final Producers producers;
    final ConsumerOpener consumerOpener;
    final SlowConsumers slowConsumers;
    final Consumers consumers;
    final Settlements settlements;
    final Sessions sessions;
    final Connections connections;
    final Dispatcher dispatcher;
    final Timekeeper timekeeper;
    final Management management;
    final ConfigurationManagement configuration;
    final QueueManagement queueManagement;
    final TopicManagement topicManagement;
    final MessageManagement messageManagement;
    final ScheduleManagement scheduleManagement;
    final Space space;
    final Checkpointer checkpointer;
    final Copier copier;
    final SpaceGuard guard;
    final Bodies bodies;
    final PartReader partReader;
    final LargeBodies largeBodies;
    final WaitingParts waitingParts;
    final RunMaker runs;
    final Pager pager;
    final RunParker parker;

    Wiring(EngineSettings settings, EffectLog log, Outputs outputs) {
        this(settings, log, outputs, Paging.of(settings.bodyBudgetBytes()));
    }

    private Wiring(EngineSettings settings, EffectLog log, Outputs outputs, Paging paging) {
        ledger = new Ledger(log);
        budget = new MemoryBudget(settings.bodyBudgetBytes());
        space = log.space();
        guard = new SpaceGuard(space, live, clock);
        partReader = new PartReader(space, outputs, settings.bodyBudgetBytes());
        largeBodies = new LargeBodies(ledger, live, budget, gate, guard, activities, partReader, outputs);
        bodies = new Bodies(space, budget, ready, new Spiller(ledger, live), largeBodies, new DueBodies());
        retries = new Retries(ledger);
        Crowds crowds = Crowds.of(paging, live);
        inventory = new Inventory(clock, budget, ready, live, bodies, crowds, gate, retries);
        runs = new RunMaker(ledger, space, live.opened());
        pager = new Pager(space, runs, live, inventory, ready, crowds, paging);
        parker = new RunParker(pager, runs, live, inventory, crowds, clock, paging);
        removals = new Removals(ledger, inventory);
        attempts = new Attempts(ledger);
        registry = new Registry(ledger, settings.policies(), settings.createDestinations(), paging.front());
        remover = new QueueRemover(registry, removals, activities, pager, crowds, gate, inventory, successions);
        keeps = new Keeps(registry, ledger, remover, gate, ready);
        subscriptions = new Subscriptions(registry, ledger, remover, keeps);
        temporaries = new Temporaries(registry, remover);
        horizons = new HorizonKeeper(registry, ledger, gate, ready);
        Relocation relocation = new Relocation(ledger, gate, inventory, horizons, clock);
        deadLetters = new DeadLetters(registry, relocation, removals, clock, outputs);
        quarantine = new Quarantine(registry, relocation, inventory, clock, outputs);
        redelivery = new Redelivery(inventory, attempts, deadLetters, clock);
        bounds = new Bounds(registry, keeps, removals, deadLetters, bodies, pager, clock);
        publisher = new Publisher(ledger, gate, inventory, horizons, live, largeBodies, bounds);
        confirmer = new Confirmer(outputs);
        credits = new ProducerCredits(budget, guard, outputs);
        Recalls recalls = new Recalls(outputs, this::connection);
        preparedBodies = new PreparedBodies(space, budget, live, branchPager(paging));
        completion = new Completion(ledger, publisher, inventory, redelivery, budget, preparedBodies, recalls, keys);
        transactions = new Transactions(ledger, gate, publisher, completion, inventory, redelivery, budget, recalls);
        branches = new Branches(transactions, completion, clock);
        verdicts = new Verdicts(ledger, gate, outputs);
        branchCalls = branchCalls();
        branchManagement = branchManagement();
        resumer = new SessionResumer(windows, transactions, clock);
        waitingParts = new WaitingParts(stalls, largeBodies, budget, clock);
        producers = new Producers(registry, intake(outputs), stalls, largeBodies, waitingParts, credits, clock);
        slowConsumers = new SlowConsumers(registry, new HeldUp(gate, stalls, credits), clock, outputs, this::endSlow);
        consumerOpener = new ConsumerOpener(registry, subscriptions, temporaries, inventory, ready, slowConsumers);
        consumers = new Consumers(subscriptions, redelivery, ready, groups(), slowConsumers, outputs);
        settlements = new Settlements(consumers, removals, redelivery);
        sessions = new Sessions(consumers, producers, transactions, branches, redelivery, confirmer, windows, clock);
        connections = new Connections(settings, outputs, sessions, branches, temporaries, partReader);
        Expiry expiry = new Expiry(inventory, removals, deadLetters, bodies, pager, clock);
        DelayedArrivals arrivals = arrivals(crowds.due(), paging.run());
        dispatcher = dispatcher(expiry, arrivals);
        timekeeper = timekeeper(expiry, recurrence(outputs), crowds, arrivals);
        checkpointer = new Checkpointer(space, live, durableStates(), registry, inventory.joins());
        copier = new Copier(space, live, ledger, quarantine, clock, outputs, pager, preparedBodies.pager());
        configuration = new ConfigurationManagement(settings.configuration(), registry, keeps, this::watchSlow);
        queueManagement = new QueueManagement(explanation(), registry, ledger, ready);
        topicManagement = topicManagement();
        messageManagement = messageManagement();
        scheduleManagement = new ScheduleManagement(registry, removals, ledger, gate, walks(), successions);
        management = management(log);
    }

    private Timekeeper timekeeper(Expiry expiry, Recurrence recurrence, Crowds crowds, DelayedArrivals arrivals) {
        DueRuns lists = new DueRuns(pager, crowds, inventory.times(), clock);
        return new Timekeeper(clock, inventory, expiry, recurrence, lists, bodies.due(), arrivals, consumers);
    }

    private DelayedArrivals arrivals(DueQueues due, int run) {
        return new DelayedArrivals(due, inventory, pager, ready, clock, run);
    }

    private Dispatcher dispatcher(Expiry expiry, DelayedArrivals arrivals) {
        Presence presence = new Presence(bodies, pager, arrivals);
        Feeder feeder = new Feeder(keeps, inventory, removals, ledger, presence, ready, clock);
        return new Dispatcher(ready, inventory, horizons, expiry, clock, consumers, presence, feeder);
    }

    private BranchCalls branchCalls() {
        BranchScans scans = new BranchScans(branches, activities, verdicts);
        return new BranchCalls(branches, scans, completion, preparedBodies, verdicts, ledger, clock);
    }

    private Intake intake(Outputs outputs) {
        Resends resends = new Resends(gate, ledger, confirmer, keys);
        return new Intake(registry, publisher, bounds, confirmer, resends, transactions, clock, outputs);
    }

    private BranchManagement branchManagement() {
        return new BranchManagement(branches, completion, preparedBodies, verdicts, activities, ledger, clock);
    }

    private TopicManagement topicManagement() {
        TopicRemover topicRemover = new TopicRemover(registry, keeps, branches, ledger);
        return new TopicManagement(registry, explanation(), clock, topicRemover);
    }

    private Explanation explanation() {
        return new Explanation(registry, credits, bounds, slowConsumers);
    }

    private Groups groups() {
        return new Groups(ready, retries, bodies, IdleGroups.MOST);
    }

    private Recurrence recurrence(Outputs outputs) {
        return new Recurrence(ledger, gate, inventory, horizons, bodies, clock, outputs, successions);
    }

    private QueueWalk.Maker walks() {
        return new QueueWalk.Maker(bodies, pager, ready);
    }

    private MessageManagement messageManagement() {
        MessageExplanation explanation = new MessageExplanation(retries, clock);
        return new MessageManagement(registry, connections, branches, activities, walks(), explanation, successions);
    }

    private BranchPager branchPager(Paging paging) {
        return new BranchPager(space, new SendLists(ledger, live, space), live, gate, budget, bounds, clock, paging);
    }

    private Management management(EffectLog log) {
        return new Management(
                registry,
                subscriptions,
                remover,
                activities,
                new QueueRows(credits, bounds, slowConsumers),
                ledger,
                connections,
                new JournalManagement(new JournalStat(space, live, guard, copier, clock), log.backups()));
    }

    /** With a code after which no client connects again by itself: a listener, which is told of nothing else, learns of it. */
    private void endSlow(ConnectionState connection, String reason) {
        connections.end(connection, false, ErrorCode.PROTOCOL, reason);
    }

    private void watchSlow() {
        slowConsumers.reconsider(connections.all());
    }

    private @Nullable ConnectionState connection(long id) {
        return connections.get(id);
    }

    /** What a checkpoint holds beside the messages, in the order in which it is applied. */
    private List<DurableState> durableStates() {
        return List.of(
                to -> to.accept(new Effect.NumbersUsed(registry.nextId() - 1, transactions.lastId(), clock.now())),
                to -> to.accept(new Effect.BrokerCreated(connections.broker())),
                registry,
                subscriptions,
                keeps,
                windows,
                keys,
                horizons,
                branches,
                retries);
    }

    Recovery recovery() {
        return new Recovery(
                registry,
                subscriptions,
                inventory,
                new BranchRecovery(registry, transactions, branches, preparedBodies, live, bounds),
                new KeyRecovery(registry, windows, keys),
                clock,
                new RecoveredRuns(new RecoveryReader(space), runs, pager, inventory),
                new RecoveredBodies(largeBodies, live, budget.limit() / 4));
    }
}
