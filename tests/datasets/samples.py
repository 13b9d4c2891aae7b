"""A few rows of each data set in its publisher's format, and the rows of the bundled table they come to."""

SAMPLES = {
    "alliances": (
        "atop5_1m.csv",
        "atopid,member,yrent,moent,dayent,yrexit,moexit,dayexit,bilat,defense,offense,neutral,nonagg,consul,"
        "milcon,organ1,intcom\n"
        "3180,260,1954,10,23,1990,10,3,0,1,0,0,1,1,0,0,0\n"
        "3180,255,1990,10,3,0,0,0,0,1,0,0,1,1,0,3,0\n"
        "3470,220,1963,1,22,0,0,0,1,0,0,0,0,1,2,1,0\n"
        "3285,365,1955,5,14,1991,7,1,0,1,0,0,1,1,1,0,1\n"
        "1005,200,1815,1,3,1815,2,8,0,1,1,0,0,0,0,0,0\n",
        {
            "treaties": [
                "treaty,state,entered,left,kinds,bilateral,contact,command",
                "3180,DEU,1954-10-23,,defense nonagg consul,,1,",
                "3285,RUS,1955-05-14,1991-07-01,defense nonagg consul,,,1",
                "3470,FRA,1963-01-22,,consul,1,1,",
            ]
        },
    ),
    "agreements": (
        "DCAD-v1.0-main.csv",
        "ccode1,cowName1,ccode2,cowName2,signDay,signMonth,signYear,type,category1,category2,category3,"
        "terminated,endYearEstimate,DCAid\n"
        "2,USA,390,DEN,30,1,1980,general,DIC,,,0,2010,DCADv1.0-0095\n"
        "220,FRN,255,GMY,23,1,1988,sector,COMMISSION,TREX,,0,1994,DCADv1.0-0497\n",
        {
            "agreements": [
                "id,pair,signed,last,type,categories",
                "DCADv1.0-0095,DNK-USA,1980-01-30,,general,DIC",
                "DCADv1.0-0497,DEU-FRA,1988-01-23,1994,sector,COMMISSION TREX",
            ]
        },
    ),
    "treaty_index": (
        "Treaties_Master_List_Treaties.csv",
        "\ttreaty_id\tSigned\tparty1\tparty2\theadnote\ttopic\ttopic1\n"
        "0\t103414\t1963-01-14\tAUSTRI\tGERMW\tBORDER, MARKED\t9BOUND\t9BOUND\n"
        "1\t200607\t1945-06-29\tCZECHO\tUSSR\tTERRITORY\t1TERRI\t1TERRI\n"
        "2\t1232\t1999-10-05\tUNESCO\tUK\tPEACE\t1PEACE\t1PEACE\n"
        "3\t200608\t1950-06-29\tFRANCE\tUSSR\tTRADE\t3TRADE\t3TRADE\n",
        {
            "settlements": [
                "id,pair,signed,topic",
                "wti200607,CSK-RUS,1945-06-29,territory",
                "wti103414,AUT-DEU,1963-01-14,boundary",
            ]
        },
    ),
    "training": (
        "greenbook.csv",
        "country,ccode,iso3c,year,region,category,pubrow,agency,account,constant,current\n"
        "Turkey,640,TUR,1990,,Military,International Military Education and Training,,,60000,\n"
        "Turkey,640,TUR,1990,,Military,International Military Education and Training,,,50000,\n"
        "Turkey,640,TUR,1991,,Military,International Military Education and Training,,,99999,\n"
        "Turkey,640,TUR,1992,,Military,Foreign Military Financing Program,,,5000000,\n"
        "World,,,1990,,Military,International Military Education and Training,,,900000,\n",
        {"training": ["sender,recipient,first,last", "USA,TUR,1990,1990"]},
    ),
    "arms": (
        "trade-register.csv",
        "SIPRI Arms Transfers Database\n\n"
        "Recipient,Supplier,Year of order,,Weapon designation,Year(s) of delivery,status,Comments\n"
        "Viet Nam,Soviet Union,1971,?,MiG-21,1972; 1973; 1975,New,\n"
        "Germany,France,1976,,Alpha Jet,1978,New,Produced under licence in Germany\n"
        "PLO (Israel)*,Soviet Union,1978,,BM-21,1979,New,\n",
        {
            "deliveries": [
                "supplier,recipient,degree,first,last",
                "FRA,DEU,low,1978,1978",
                "FRA,DEU,high,1978,1978",
                "RUS,VNM,low,1972,1973",
                "RUS,VNM,low,1975,1975",
            ]
        },
    ),
    "exercises": (
        "mme_v7.csv",
        "MMEID,Ex_Name,Series_Name,Location,s.year,e.year,CPX,StateA,StateB,StateC\n"
        'mme460,airex 85,,"France",1985,xx,0,France,Federal Republic of Germany,\n'
        "mme1,Readex 1-80,Readex,-9,1980,1981,1,Netherlands,United States,-9\n"
        "mme2,Alone,,Iraq,1981,1981,0,Iraq,,\n",
        {
            "exercises": [
                "id,name,series,place,first,last,command_post,states,others",
                "mme1,Readex 1-80,Readex,,1980,1981,1,NLD;USA,1",
                "mme460,airex 85,,France,1985,1985,,DEU;FRA,",
            ]
        },
    ),
    "troops": (
        "troopdata.csv",
        "countryname,ccode,iso3c,year,troops\n"
        "Iceland,395,ISL,1951,1600\nIceland,395,ISL,1952,900\nIceland,395,ISL,1953,NA\n"
        "United States,2,USA,1951,9\n",
        {
            "troops": [
                "sender,host,degree,first,last",
                "USA,ISL,low,1951,1952",
                "USA,ISL,high,1951,1951",
            ]
        },
    ),
    "signals": (
        "Individual Signals Dataset.csv",
        "ctry_yr,ccode,country,year,uk_troops,fra_troops,rus_troops\n"
        "Chad1983,483,Chad,1983,0,3000,0\nChad1979,483,Chad,1979,0,1500,0\n",
        {"troops": ["sender,host,degree,first,last", "FRA,TCD,low,1983,1983", "FRA,TCD,high,1983,1983"]},
    ),
    "claims": (
        "icow_ext2017.csv",
        "claimdy,name,region,chal,tgt,begyear,endyear,resolved,icowsal\n"
        "22606,Saar (Sarre),2,260,220,1955,1957,10,11\n"
        "90802,Pashtunistan (Durand Line),5,700,770,1947,2017,,10\n"
        "201,Passamaquoddy Bay,1,2,200,1816,1817,4,3\n",
        {
            "claims": [
                "id,name,pair,challenger,first,last,settled,salience",
                "90802,Pashtunistan (Durand Line),AFG-PAK,AFG,1947,,,10",
                "22606,Saar (Sarre),DEU-FRA,DEU,1955,1957,plebiscite,11",
            ]
        },
    ),
    "capabilities": (
        "NMC-70-abridged.csv",
        "stateabb,ccode,year,milex,milper,irst,pec,tpop,upop,cinc,version\n"
        "GMY,255,1990,42319999,545,1,1,1,1,0.0256,2021\n"
        "GFR,260,1989,31000000,495,1,1,1,1,0.03,2021\n"
        "CRI,94,1989,0,8,1,1,1,1,0.0004,2021\n"
        "CRI,94,1990,-9,8,1,1,1,1,-9,2021\n",
        {
            "expenditure": ["state,1989,1990", "DEU,31000000,42319999"],
            "cinc": ["state,1989,1990", "CRI,0.000400,", "DEU,0.030000,0.025600"],
        },
    ),
    "ideal_points": (
        "IdealpointestimatesAll.csv",
        "ccode,session,IdealPointAll,NVotesAll\n2,1,1.8878,39\n2,2,1.8611,36\n220,2,0.5,36\n",
        {"votes": ["state,1946,1947", "FRA,,0.50", "USA,1.89,1.86"]},
    ),
    "contiguity": (
        "contdir.csv",
        "dyad,statelno,statelab,statehno,statehab,conttype,begin,end,notes,version\n"
        "220255,220,FRN,255,GMY,1,199010,201612,,3.2\n220260,220,FRN,260,GFR,1,195505,199010,,3.2\n"
        "770775,770,PAK,775,MYA,1,194801,201612,,3.2\n2040,2,USA,40,CUB,4,190205,201612,,3.2\n",
        {"borders": ["pair,first,last", "DEU-FRA,1955,", "MMR-PAK,1948,1971"]},
    ),
    "rivalries": (
        "tss_rivalries.csv",
        "tssr_id,rivalry,ccode1,ccode2,start,end,positional,spatial,ideological,interventionary\n"
        "20,France-Germany,220,255,1756,1955,1,1,,\n150,Jordan-Yemen,663,679,1962,1970,,,1,\n",
        {
            "rivalries": [
                "pair,first,last,kinds",
                "DEU-FRA,1756,1955,positional spatial",
                "JOR-YAR,1962,1970,ideological",
            ]
        },
    ),
    "disputes": (
        "gml-ddy-disputes-2.2.1.csv",
        "dispnum,ccode1,ccode2,year,hostlev\n1,2,20,1979,4\n2,20,2,1979,3\n1,2,20,1980,4\n3,220,365,1944,5\n",
        {"disputes": ["pair,first,last,hostility", "CAN-USA,1979,1980,4"]},
    ),
    "wars": (
        "directed_dyadic_war.csv",
        "warnum,statea,stateb,warstrtyr,warendyr,year\n151,2,710,1950,1953,1951\n151,710,2,1950,1953,1951\n",
        {"wars": ["pair,first,last", "CHN-USA,1951,1951"]},
    ),
    "trade": (
        "Dyadic_COW_4.0.csv",
        "ccode1,ccode2,year,importer1,importer2,flow1,flow2,smoothflow1,smoothflow2\n"
        "2,20,1948,USA,CAN,1,1,1500,1500\n2,200,1948,USA,UK,1,1,500,500\n20,200,1948,CAN,UK,1,1,-9,-9\n"
        "2,20,1950,USA,CAN,1,1,100,100\n",
        {
            "trade": [
                "pair,first,thousandths",
                "CAN-USA,1948,1000  1000",
                "GBR-USA,1948,1000",
            ]
        },
    ),
    "conflicts": (
        "UcdpPrioConflict_v25_1.csv",
        "conflict_id,location,year,gwno_a,gwno_a_2nd,gwno_b,gwno_b_2nd\n"
        '333,Afghanistan,2006,700,"2, 200",,\n230,Yemen,2016,678,670,,\n',
        {
            "support": [
                "pair,supporter,conflict,first,last",
                "AFG-GBR,GBR,333,2006,2006",
                "AFG-USA,USA,333,2006,2006",
                "SAU-YEM,SAU,230,2016,2016",
            ]
        },
    ),
}
