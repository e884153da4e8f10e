// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IPoseidon2} from "../../src/interfaces/IPoseidon2.sol";
import {ITrellisToken} from "../../src/interfaces/ITrellisToken.sol";
import {IRewards} from "../../src/second/IRewards.sol";
import {ISecondAuction} from "../../src/second/ISecondAuction.sol";
import {ISecondBridge} from "../../src/second/ISecondBridge.sol";
import {ISecondConstants} from "../../src/second/ISecondConstants.sol";
import {ISecondProverRegistry} from "../../src/second/ISecondProverRegistry.sol";
import {ISecondRollup} from "../../src/second/ISecondRollup.sol";
import {ISecondSlashingCourt} from "../../src/second/ISecondSlashingCourt.sol";
import {IVault} from "../../src/second/IVault.sol";
import {CourtSettings, Parts, SecondProposal, SecondRound, Settings} from "../../src/second/SecondTypes.sol";
import {Test} from "../support/Test.sol";
import {Wallet} from "../support/Vm.sol";
import {ERC20} from "solady/tokens/ERC20.sol";

/// @notice A whole deployment of the second version, with seats and two funded proposers.
/// @dev A part whose artifact is "" is played by the test: it has an address without code, from which the test calls (`vm.prank`) and for
/// which it answers (`vm.mockCall`). A part may also be a test's double: a contract whose constructor takes the constants' address.
abstract contract SecondDeployment is Test {
    uint256 internal constant PROVER_SIGNER = 0xBEEF;
    uint256 internal constant ALICE_KEY = 0xA11CE;
    uint256 internal constant BOB_KEY = 0xB0B;
    uint256 internal constant VK_SET_HASH = 77;
    uint256 internal constant GENESIS = 0x6e;
    uint96 internal constant STAKE = 100e18;
    uint96 internal constant MIN_STAKE = 50e18;
    uint32 internal constant EXIT_DELAY = 7 days;
    bytes32 internal constant TRANSCRIPT = bytes32(uint256(0x7a));

    /// @dev Proposers.
    address internal alice;
    address internal bob;
    Parts internal parts;
    IPoseidon2 internal hasher;
    ITrellisToken internal token;
    ERC20 internal other;
    ISecondConstants internal constants;
    IVault internal vault;
    ISecondProverRegistry internal registry;
    ISecondAuction internal auction;
    ISecondRollup internal rollup;
    IRewards internal rewards;
    ISecondBridge internal bridge;
    ISecondSlashingCourt internal court;

    function setUp() public virtual {
        vm.warp(1_800_000_000);
        vm.chainId(31337);
        (alice, bob) = (vm.addr(ALICE_KEY), vm.addr(BOB_KEY));
        deploy();
        joinSeats(seatsAtStart());
        if (address(auction).code.length != 0) {
            fund(alice, 1_000e18);
            fund(bob, 1_000e18);
        }
    }

    // --- What a test may choose --------------------------------------------------------------------------------------

    function settings() internal view virtual returns (Settings memory) {
        return Settings({
            slotTime: 12,
            proposalWindow: 60,
            proofWindow: 600,
            inclusionDelay: 1 hours,
            escapeDelay: 1 days,
            uncleWindow: 60,
            minBurnBid: 1e15,
            bond: 1e18,
            bondBps: 10_000,
            blockReward: 10e18,
            leafWeight: 1,
            mergeWeight: 3,
            rootWeight: 4,
            uncommittedFactorBps: 5_000,
            minProverShareBps: 5_000,
            targetProvers: 4,
            alphaMin: 131_072,
            alphaMax: 327_680,
            unclePayBps: 9_000,
            uncleMinBps: 2_500,
            uncles: 8,
            messageFee: 1e15,
            earlyEnd: true,
            pipelined: false
        });
    }

    function courtSettings() internal view virtual returns (CourtSettings memory) {
        return CourtSettings({
            reportWindow: 600,
            contestWindow: 600,
            penaltyFactor: 2,
            reportBounty: 1e17,
            levelDecay: 1 hours,
            slashBps: 100
        });
    }

    function exitDelay() internal view virtual returns (uint32) {
        return EXIT_DELAY;
    }

    function seatsAtStart() internal view virtual returns (uint256) {
        return 12;
    }

    function auctionArtifact() internal view virtual returns (string memory) {
        return "SecondAuction.sol";
    }

    function rollupArtifact() internal view virtual returns (string memory) {
        return "SecondRollup.sol";
    }

    function rewardsArtifact() internal view virtual returns (string memory) {
        return "SecondRewards.sol";
    }

    function bridgeArtifact() internal view virtual returns (string memory) {
        return "SecondBridge.sol";
    }

    function courtArtifact() internal view virtual returns (string memory) {
        return "SecondSlashingCourt.sol";
    }

    /// @dev Verifiers of the three circuits: a contract that accepts the signatures of `PROVER_SIGNER`.
    function newVerifiers() internal virtual returns (address block_, address merge, address leaf) {
        block_ = merge = leaf = address(newVerifier(vm.addr(PROVER_SIGNER)));
    }

    function newSecondAsset() internal virtual returns (ERC20) {
        return newDevelopmentToken("Second", "SEC", address(this), 10_000_000e18);
    }

    // --- Deployment --------------------------------------------------------------------------------------------------

    function deploy() internal {
        hasher = IPoseidon2(create("Poseidon2.sol:Poseidon2", ""));
        parts.poseidon2 = address(hasher);
        (parts.blockVerifier, parts.mergeVerifier, parts.leafVerifier) = newVerifiers();
        (parts.vkSetHash, parts.genesisStateRoot) = (VK_SET_HASH, GENESIS);
        predict();
        token = newToken(parts.vault, address(this), 10_000_000e18);
        other = newSecondAsset();
        constants = ISecondConstants(create("SecondConstants.sol", abi.encode(settings(), courtSettings(), parts)));
        address[] memory modules = new address[](5);
        (modules[0], modules[1], modules[2]) = (parts.auction, parts.rewards, parts.bridge);
        (modules[3], modules[4]) = (parts.registry, parts.court);
        vault = IVault(create("Vault.sol", abi.encode(token, other, modules, parts.rewards)));
        registry = ISecondProverRegistry(
            create(
                "SecondProverRegistry.sol",
                abi.encode(
                    vault, hasher, STAKE, MIN_STAKE, exitDelay(), parts.court, parts.rollup, parts.auction, parts.bridge
                )
            )
        );
        auction = ISecondAuction(deployPart(auctionArtifact(), parts.auction));
        rollup = ISecondRollup(deployPart(rollupArtifact(), parts.rollup));
        rewards = IRewards(deployPart(rewardsArtifact(), parts.rewards));
        bridge = ISecondBridge(deployPart(bridgeArtifact(), parts.bridge));
        court = ISecondSlashingCourt(deployPart(courtArtifact(), parts.court));
        vm.assertEq(address(token), parts.token);
        vm.assertEq(address(registry), parts.registry);
        token.approve(address(vault), type(uint256).max);
        other.approve(address(vault), type(uint256).max);
    }

    /// @dev The addresses of all parts, in the order in which `deploy` creates them.
    function predict() private {
        uint256 nonce = vm.getNonce(address(this));
        parts.token = createdAt(nonce++);
        parts.secondAsset = createdAt(nonce++);
        // The constants.
        nonce++;
        parts.vault = createdAt(nonce++);
        parts.registry = createdAt(nonce++);
        (parts.auction, nonce) = placeOf(auctionArtifact(), 1, nonce);
        (parts.rollup, nonce) = placeOf(rollupArtifact(), 2, nonce);
        (parts.rewards, nonce) = placeOf(rewardsArtifact(), 3, nonce);
        (parts.bridge, nonce) = placeOf(bridgeArtifact(), 4, nonce);
        (parts.court, nonce) = placeOf(courtArtifact(), 5, nonce);
    }

    function placeOf(string memory artifact, uint160 part, uint256 nonce) private view returns (address, uint256) {
        if (bytes(artifact).length == 0) return (address(0xd00b1e000000 + part), nonce);
        return (createdAt(nonce), nonce + 1);
    }

    function deployPart(string memory artifact, address predicted) private returns (address) {
        if (bytes(artifact).length == 0) return predicted;
        vm.assertEq(create(artifact, abi.encode(address(constants))), predicted);
        return predicted;
    }

    /// @notice Address of the contract that this account creates with a nonce of 1 .. 127.
    function createdAt(uint256 nonce) internal view returns (address) {
        return address(uint160(uint256(keccak256(abi.encodePacked(hex"d694", address(this), uint8(nonce))))));
    }

    // --- Provers -----------------------------------------------------------------------------------------------------

    /// @dev Key of the n-th seat that joined.
    function secretOf(uint256 n) internal pure returns (uint256) {
        return 1000 + n;
    }

    function payoutOf(uint256 n) internal pure returns (address) {
        return address(uint160(0x7000 + n));
    }

    function joinSeats(uint256 count) internal {
        uint256 first = registry.held();
        for (uint256 n = first; n < first + count; ++n) {
            join(secretOf(n), payoutOf(n));
        }
    }

    function join(uint256 secret, address payout) internal returns (uint16) {
        Wallet memory wallet = vm.createWallet(secret);
        (bytes32 r, bytes32 s) = joinSignature(secret, address(registry), payout);
        return registry.join(wallet.publicKeyX, wallet.publicKeyY, payout, r, s);
    }

    // --- Proposers ---------------------------------------------------------------------------------------------------

    function fund(address account, uint256 amount) internal {
        auction.depositBalance(account, amount);
    }

    /// @notice A proposal of `proposer` for the running round, on the rollup's head.
    function proposalBy(address proposer, uint96 burnBid) internal view returns (SecondProposal memory) {
        return proposalOn(proposer, burnBid, auction.running(), headId());
    }

    function headId() internal view virtual returns (bytes32) {
        return rollup.head().proposalId;
    }

    function proposalOn(address proposer, uint96 burnBid, SecondRound memory round, bytes32 parent)
        internal
        view
        returns (SecondProposal memory)
    {
        return SecondProposal({
            height: round.height,
            round: round.number,
            parent: parent,
            depth: 2,
            orderCommitment: keccak256(abi.encode(proposer, burnBid)) >> 8,
            proverShareBps: 7_000,
            burnBid: burnBid,
            proposer: proposer,
            expiry: uint64(block.timestamp + 1 days)
        });
    }

    function commitBy(SecondProposal memory proposal, uint256[8] memory bitmap) internal returns (bytes32) {
        vm.prank(proposal.proposer);
        auction.commit(proposal, TRANSCRIPT, bitmap, "");
        return auction.proposalIdOf(proposal);
    }

    /// @notice A proposer's signature, with which anyone may commit for it.
    function signed(uint256 key, SecondProposal memory proposal, bytes32 transcriptRoot, uint256[8] memory bitmap)
        internal
        view
        returns (bytes memory)
    {
        bytes32 digest = auction.commitmentDigest(auction.proposalIdOf(proposal), transcriptRoot, bitmap);
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, digest);
        return abi.encodePacked(r, s, v);
    }

    // --- Time --------------------------------------------------------------------------------------------------------

    function toProofWindow() internal {
        vm.warp(auction.running().proofStart);
    }

    function toEnd() internal {
        vm.warp(auction.running().proofStart + settings().proofWindow);
    }
}
